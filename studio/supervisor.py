"""Keeps a few processes running, stops them gently, and leaves none behind.

Plain Python. Everything happens in one thread: children are forked in it, and the kernel
ends them with the thread that forked them.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

from studio import guardian
from studio.child import BackOff, Child, Life

__all__ = ["BackOff", "Child", "Supervisor"]

log = logging.getLogger(__name__)

TICK = 0.1
LONG = 65536  # bytes of a line after which it is broken
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """`before_stop` is called first when a stop was asked for, ahead of any signal."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        before_stop: Callable[[], None] | None = None,
        prefix: bool = False,
        watch_every: float = 5.0,
        back_off: BackOff | None = None,
    ) -> None:
        output = subprocess.PIPE if prefix else None
        self._lives = [Life(child, back_off or BackOff(), output) for child in children]
        self._before_stop = before_stop
        self._watch_every = watch_every
        self._stopping = False
        self._hurry = False
        self._output = Output()

    def run(self) -> None:
        """Returns when it was told to stop and every child has ended."""
        with self._signals(), contextlib.closing(Guardian()) as guard:
            try:
                while not self._stopping:
                    self._tick(guard)
                self._ask_for_the_end()
                while not all(life.is_over for life in self._lives):
                    self._tick(guard)
            finally:
                for life in self._lives:
                    life.kill()
                self._output.close()

    def stop(self) -> None:
        self._stopping = True

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._hear) for number in STOPS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self._stopping and number == signal.SIGINT:
            self._hurry = True
        self._stopping = True

    def _ask_for_the_end(self) -> None:
        try:
            if self._before_stop is not None:
                self._before_stop()
        except Exception:
            log.exception("The stop could not be announced")
        for life in self._lives:
            life.retire(time.monotonic())

    def _tick(self, guard: Guardian) -> None:
        self._output.pass_on(TICK)
        for life in self._lives:
            if self._hurry:
                life.kill()
            life.step(time.monotonic(), self._watch_every)
            self._output.follow(life)
        guard.know(self._lives)


class Output:
    """What children print, line by line behind their names."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._begun: dict[IO[bytes], bytes] = {}  # lines that are not at their end yet

    def follow(self, life: Life) -> None:
        pipe = life.process.stdout if life.process else None
        if pipe is not None and not pipe.closed and pipe not in self._begun:
            self._begun[pipe] = b""
            self._selector.register(pipe, selectors.EVENT_READ, life.child.name)

    def pass_on(self, seconds: float) -> bool:
        """Waits so long at most; says whether there was anything to read."""
        ready = self._selector.select(seconds)
        for key, _ in ready:
            pipe: IO[bytes] = key.fileobj  # type: ignore[assignment]
            data = os.read(pipe.fileno(), 65536)
            *lines, rest = (self._begun[pipe] + data).split(b"\n")
            if len(rest) > LONG:
                lines, rest = [*lines, rest], b""
            self._begun[pipe] = rest
            self._write(key.data, lines if data else [rest])
            if not data:
                self._forget(pipe)
        return bool(ready)

    def close(self) -> None:
        while self._begun and self.pass_on(0):
            continue
        for pipe in list(self._begun):
            self._forget(pipe)
        self._selector.close()

    def _forget(self, pipe: IO[bytes]) -> None:
        self._selector.unregister(pipe)
        del self._begun[pipe]
        pipe.close()

    def _write(self, name: str, lines: list[bytes]) -> None:
        text = b"".join(b"[%s] %s\n" % (name.encode(), line) for line in lines if line)
        # Who reads us may leave; the children go on.
        with contextlib.suppress(OSError):
            sys.stdout.buffer.write(text)
            sys.stdout.buffer.flush()


class Guardian:
    """Tells a process beside us whom to end should we be killed."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._known: dict[int, float] = {}
        self._process = subprocess.Popen(  # noqa: S603  a script of ours
            [sys.executable, "-I", "-S", str(Path(guardian.__file__))],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def know(self, lives: Sequence[Life]) -> None:
        if self._process.poll() is not None:
            self._start()
        groups = {
            life.process.pid: life.child.grace
            for life in lives
            if life.process is not None and life.child.group
        }
        if groups != self._known:
            self._tell(groups)

    def _tell(self, groups: dict[int, float]) -> None:
        gone = [f"- {pid}\n" for pid in self._known if pid not in groups]
        new = [f"+ {pid} {grace}\n" for pid, grace in groups.items() if pid not in self._known]
        with contextlib.suppress(OSError):
            print(*gone, *new, sep="", end="", file=self._process.stdin, flush=True)
            self._known = groups

    def close(self) -> None:
        self._tell({})  # whoever is left has been killed by ourselves
        with contextlib.suppress(OSError):
            self._process.communicate()
