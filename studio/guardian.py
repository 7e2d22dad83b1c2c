"""The last one out: ends the process groups of a supervisor that died without a word.

Runs as a plain script. It reads `+ PID GRACE` and `- PID` from its standard input; the end
of that input means that the supervisor is gone. The leaders of the groups have heard of it
from the kernel; each has its grace, then its whole group is killed.
"""

from __future__ import annotations

import os
import signal
import sys
import time

TICK = 0.05


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def listen() -> dict[int, float]:
    """The groups that were left behind, each with its grace."""
    groups: dict[int, float] = {}
    for line in iter(sys.stdin.readline, ""):
        verb, pid, *grace = line.split()
        if verb == "+":
            groups[int(pid)] = float(grace[0])
        else:
            groups.pop(int(pid), None)
    return groups


def finish(groups: dict[int, float]) -> None:
    started = time.monotonic()
    while groups:
        for pid, grace in list(groups.items()):
            if not is_alive(pid) or time.monotonic() - started >= grace:
                kill_group(pid)
                del groups[pid]
        time.sleep(TICK)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    finish(listen())
