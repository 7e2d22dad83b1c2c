"""What a process has used of the machine, and what it could not have."""

from __future__ import annotations

import resource
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    polls: int
    seconds: float
    cpu: float
    starved: float  # seconds in which a thread was ready and others had the cores

    @property
    def rate(self) -> float:
        return self.polls / self.seconds

    @property
    def each(self) -> float:
        """CPU seconds for a thousand."""
        return 1000 * self.cpu / self.polls


class Meter:
    def __init__(self) -> None:
        self._began, self._cpu, self._starved = time.monotonic(), cpu(), starved()

    def read(self, polls: int) -> dict[str, float]:
        seconds = time.monotonic() - self._began
        return asdict(Cost(polls, seconds, cpu() - self._cpu, starved() - self._starved))


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def starved() -> float:
    """Zero where the kernel does not tell."""
    lines = [path.read_text() for path in Path("/proc/self/task").glob("*/schedstat")]
    return sum(int(line.split()[1]) for line in lines) / 1e9


def crowded() -> float:
    """Seconds in which anybody on this machine waited for a core; zero where it is not told."""
    path = Path("/proc/pressure/cpu")
    return int(path.read_text().split("total=")[1].split()[0]) / 1e6 if path.exists() else 0.0
