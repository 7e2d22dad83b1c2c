"""Hearing of a stop before the server does."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

STOPS = (signal.SIGINT, signal.SIGTERM)


def call_before_stop(loop: asyncio.AbstractEventLoop, callback: Callable[[], None]) -> None:
    """Chains `callback` in front of the handlers that stop this process."""
    # Only the main thread may set handlers; elsewhere the shutdown of the lifespan must do.
    if threading.current_thread() is threading.main_thread():
        for number in STOPS:
            _chain(number, loop, callback)


def _chain(
    number: signal.Signals, loop: asyncio.AbstractEventLoop, callback: Callable[[], None]
) -> None:
    previous = signal.getsignal(number)

    def handle(received: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        if callable(previous):
            previous(received, frame)
        elif previous is not signal.SIG_IGN:
            signal.signal(received, signal.SIG_DFL)
            os.kill(os.getpid(), received)

    signal.signal(number, handle)
