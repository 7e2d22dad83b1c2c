"""One supervised process through all its lives."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from studio.guardian import kill_group

log = logging.getLogger("studio.supervisor")

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
AGAIN = 5.0  # seconds after which a kill is repeated
HEALTHY = 30.0  # seconds after which a life counts as a good one


@dataclass(frozen=True)
class Child:
    """What to run. Only the main process is told to stop; what is left of its group after
    `grace` seconds is killed. `watch` answers False for a child that hangs; nobody asks
    it in the first `patience` seconds, when a child is still getting up. `after` is how
    long its first life waits for those that matter more.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)  # in addition to ours
    stop_signal: int = signal.SIGTERM
    grace: float = 30.0
    group: bool = True  # in a session of its own, out of reach of the terminal's Ctrl-C
    watch: Callable[[], bool] | None = None
    patience: float = 60.0
    after: float = 0.0


@dataclass(frozen=True)
class BackOff:
    first: float = 1.0
    longest: float = 30.0

    def next(self, delay: float, lived: float) -> float:
        return self.first if not delay or lived >= HEALTHY else min(delay * 2, self.longest)


class Life:
    """A child's process as it comes and goes. `step` is called a few times a second."""

    def __init__(self, child: Child, back_off: BackOff, output: int | None) -> None:
        self.child = child
        self.process: subprocess.Popen[bytes] | None = None
        self._back_off = back_off
        self._output = output
        self._retired = False
        self._started = 0.0
        self._delay = 0.0
        self._start_at = time.monotonic() + child.after
        self._watch_at = 0.0
        self._kill_at: float | None = None

    @property
    def is_over(self) -> bool:
        return self._retired and self.process is None

    def step(self, now: float, watch_every: float) -> None:
        if self.process is None:
            if now >= self._start_at and not self._retired:
                self._start(now)
        elif self.process.poll() is not None:
            self._bury(self.process, now)
        else:
            self._tend(self.process, now, watch_every)

    def retire(self, now: float) -> None:
        self._retired = True
        if self.process is not None and self._kill_at is None:
            self._stop(self.process, now)

    def kill(self) -> None:
        if self.process is not None and self.child.group:
            kill_group(self.process.pid)
        elif self.process is not None:
            self.process.kill()

    def _start(self, now: float) -> None:
        self._started, self._watch_at = now, now + self.child.patience
        plain = {} if self._output is None else {"PYTHONUNBUFFERED": "1"}
        try:
            self.process = subprocess.Popen(  # noqa: S603  the commands are our own
                self.child.argv,
                env={**os.environ, **plain, **self.child.env},
                stdout=self._output,
                stderr=None if self._output is None else subprocess.STDOUT,
                start_new_session=self.child.group,
                preexec_fn=_dying_with(os.getpid(), self.child.stop_signal),
            )
        except OSError as error:
            log.error("%s cannot be started: %s", self.child.name, error.strerror)
            self._rest(now)

    def _tend(self, process: subprocess.Popen[bytes], now: float, watch_every: float) -> None:
        if self._kill_at is not None:
            if now >= self._kill_at:
                log.warning("%s did not stop in time and is killed", self.child.name)
                self._kill_at = now + AGAIN
                self.kill()
        elif now >= self._watch_at:
            self._watch_at = now + watch_every
            if not self._looks_well():
                log.warning("%s hangs and is restarted", self.child.name)
                self._stop(process, now)

    def _stop(self, process: subprocess.Popen[bytes], now: float) -> None:
        self._kill_at = now + self.child.grace
        process.send_signal(self.child.stop_signal)

    def _bury(self, process: subprocess.Popen[bytes], now: float) -> None:
        self.kill()  # its workers may have outlived it
        if not self._retired:
            log.warning("%s ended with %s", self.child.name, process.returncode)
        self.process = self._kill_at = None
        self._rest(now)

    def _rest(self, now: float) -> None:
        self._delay = self._back_off.next(self._delay, now - self._started)
        self._start_at = now + self._delay

    def _looks_well(self) -> bool:
        if self.child.watch is None:
            return True
        try:
            return self.child.watch()
        except Exception:
            log.exception("Nobody knows how %s is", self.child.name)
            return True  # a database that is away is no reason to restart anybody


def _dying_with(parent: int, number: int) -> Callable[[], None] | None:
    """Has the kernel tell the child when we die, however we die."""
    if LIBC is None:
        return None
    prctl = LIBC.prctl

    def prepare() -> None:
        prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # we died before the line above
            os._exit(1)

    return prepare
