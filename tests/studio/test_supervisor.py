"""Real processes: a supervisor in a process of its own, with tiny children."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends orphans on Linux only"),
]

# Each child says what happens to it in a file of the folder it runs in.
PRELUDE = """
import os, signal, sys, time
def say(text):
    with open("log", "a") as log:
        log.write(f"{text} {os.getpid()}\\n")
"""
POLITE = """
def stop(*_):
    say("stopped"); sys.exit(0)
signal.signal(signal.SIGTERM, stop)
say("started")
while True: time.sleep(0.02)
"""
STUBBORN = """
signal.signal(signal.SIGTERM, lambda *_: say("asked"))
say("started")
while True: time.sleep(0.02)
"""
PARENT = """
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say("worker")
    time.sleep(600)
def stop(*_):
    say("stopped"); os._exit(0)
signal.signal(signal.SIGTERM, stop)
say("started")
while True: time.sleep(0.02)
"""
DIES = """
say("started")
sys.exit(3)
"""


class Stage:
    """A supervisor at work in `folder`."""

    def __init__(self, folder, process):
        self.folder = folder
        self.process = process

    def said(self, word):
        """The processes that said so, in order."""
        path = self.folder / "log"
        lines = path.read_text().splitlines() if path.exists() else []
        return [int(line.split()[1]) for line in lines if line.split()[0] == word]

    def wait_for(self, word, times=1, seconds=5):
        until(lambda: len(self.said(word)) >= times, seconds)
        return self.said(word)

    def everybody(self):
        return {pid for word in ("started", "worker") for pid in self.said(word)}

    def send(self, number):
        self.process.send_signal(number)

    def finish(self):
        out, _ = self.process.communicate(timeout=5)
        return out


def until(condition, seconds=5):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def is_running(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def supervised(folder, *children, options="", **child_options):
    """Children are (name, code); the options are Python, as text."""
    more = "".join(f", {name}={value}" for name, value in child_options.items())
    python = [sys.executable, "-S", "-c"]
    made = ", ".join(
        f"Child({name!r}, {[*python, PRELUDE + code] if code else [name]}{more})"
        for name, code in children
    )
    script = f"""
        import sys
        from studio.supervisor import BackOff, Child, Supervisor
        def note(word):
            with open("log", "a") as log:
                log.write(word + " 0\\n")
        Supervisor([{made}], {options}).run()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    stage = Stage(folder, process)
    try:
        yield stage
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        for pid in stage.everybody():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def test_a_stop_is_announced_then_gentle_and_complete(tmp_path):
    options = "before_stop=lambda: note('announced')"
    with supervised(tmp_path, ("one", POLITE), ("two", POLITE), options=options) as stage:
        stage.wait_for("started", 2)
        stage.send(signal.SIGTERM)
        stage.finish()

        words = [line.split()[0] for line in (tmp_path / "log").read_text().splitlines()]
        assert words[2:] == ["announced", "stopped", "stopped"]
        assert stage.process.returncode == 0
        assert not any(map(is_running, stage.everybody()))


def test_an_announcement_that_fails_does_not_keep_us_from_stopping(tmp_path):
    with supervised(tmp_path, ("one", POLITE), options="before_stop=lambda: 1 / 0") as stage:
        stage.wait_for("started")
        stage.send(signal.SIGTERM)

        assert "ZeroDivisionError" in stage.finish()
        assert stage.said("stopped")


def test_only_the_main_process_is_told_and_its_workers_do_not_outlive_it(tmp_path):
    with supervised(tmp_path, ("parent", PARENT)) as stage:
        worker = stage.wait_for("worker")[0]
        stage.wait_for("started")
        stage.send(signal.SIGTERM)
        stage.finish()

        assert stage.said("stopped")
        until(lambda: not is_running(worker))


def test_a_child_that_does_not_stop_is_killed_after_its_grace(tmp_path):
    with supervised(tmp_path, ("stubborn", STUBBORN), grace=0.4) as stage:
        child = stage.wait_for("started")[0]
        began = time.monotonic()
        stage.send(signal.SIGTERM)
        stage.finish()

        assert stage.said("asked") == [child]
        assert 0.3 < time.monotonic() - began < 2
        assert not is_running(child)


def test_a_second_interrupt_kills_at_once(tmp_path):
    with supervised(tmp_path, ("stubborn", STUBBORN), grace=60) as stage:
        child = stage.wait_for("started")[0]
        stage.send(signal.SIGINT)
        stage.wait_for("asked")
        stage.send(signal.SIGINT)
        stage.finish()

        assert not is_running(child)


def test_what_dies_is_started_again_ever_more_slowly(tmp_path):
    options = "back_off=BackOff(0.1, 0.4)"
    with supervised(tmp_path, ("weak", DIES), ("strong", POLITE), options=options) as stage:
        began = time.monotonic()
        stage.wait_for("started", 5)
        took = time.monotonic() - began
        stage.send(signal.SIGTERM)

        assert "weak ended with 3" in stage.finish()
        assert len(stage.said("stopped")) == 1
        assert took > 0.1 + 0.2 + 0.4


def test_the_workers_of_a_child_that_died_are_gone_before_the_next_one(tmp_path):
    with supervised(tmp_path, ("parent", PARENT), options="back_off=BackOff(0.1)") as stage:
        worker = stage.wait_for("worker")[0]
        os.kill(stage.wait_for("started")[0], signal.SIGKILL)
        stage.wait_for("started", 2)

        assert not is_running(worker)


def test_a_command_that_does_not_exist_keeps_nobody_else_from_running(tmp_path):
    with supervised(tmp_path, ("/no/such/program", ""), ("one", POLITE)) as stage:
        stage.wait_for("started")
        stage.send(signal.SIGTERM)

        assert "/no/such/program cannot be started: No such file" in stage.finish()


def test_a_child_that_hangs_is_replaced_with_its_whole_group(tmp_path):
    with supervised(
        tmp_path,
        ("hangs", PARENT),
        options="watch_every=0.1, back_off=BackOff(0.1)",
        watch="lambda: len(open('log').read().split('started')) > 2",
        patience=0.3,
        grace=0.3,
    ) as stage:
        first, worker = stage.wait_for("started")[0], stage.wait_for("worker")[0]
        second = stage.wait_for("started", 2)[1]
        until(lambda: not is_running(first) and not is_running(worker))
        time.sleep(0.5)

        assert is_running(second)


def test_a_watch_that_fails_restarts_nobody(tmp_path):
    with supervised(
        tmp_path,
        ("one", POLITE),
        options="watch_every=0.05",
        watch="lambda: note('watched') or 1 / 0",
        patience=0,
    ) as stage:
        stage.wait_for("watched", 3)

        assert len(stage.said("started")) == 1


def test_nobody_is_left_when_the_supervisor_is_killed(tmp_path):
    children = ("polite", POLITE), ("parent", PARENT), ("stubborn", STUBBORN)
    with supervised(tmp_path, *children, grace=0.5) as stage:
        stage.wait_for("started", 3)
        stage.wait_for("worker")
        time.sleep(0.15)
        stage.send(signal.SIGKILL)

        until(lambda: not any(map(is_running, stage.everybody())))
        assert len(stage.said("stopped")) == 2
        assert len(stage.said("asked")) == 1


def test_the_guardian_itself_is_not_left_behind(tmp_path):
    with supervised(tmp_path, ("one", POLITE)) as stage:
        stage.wait_for("started")
        ours = Path(f"/proc/{stage.process.pid}/task/{stage.process.pid}/children")
        everybody = list(map(int, ours.read_text().split()))
        stage.send(signal.SIGTERM)
        stage.finish()

    assert len(everybody) == 2
    until(lambda: not any(map(is_running, everybody)))


def test_output_is_passed_on_line_by_line_behind_the_name(tmp_path):
    talk = """
sys.stdout.write("half "); sys.stdout.flush(); time.sleep(0.05)
print("a line"); print("to stderr", file=sys.stderr)
say("started")
time.sleep(600)
"""
    with supervised(tmp_path, ("web", talk), options="prefix=True") as stage:
        stage.wait_for("started")
        stage.send(signal.SIGTERM)
        lines = stage.finish().splitlines()

    assert "[web] half a line" in lines
    assert "[web] to stderr" in lines


def test_a_child_that_waits_for_others_starts_after_them(tmp_path):
    with supervised(tmp_path, ("late", POLITE), after=0.4) as stage:
        began = time.monotonic()
        stage.wait_for("started")
        took = time.monotonic() - began
        stage.send(signal.SIGTERM)
        stage.finish()

        assert took > 0.3
