from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """An error stops people from working; a warning will, or costs something meanwhile."""

    level: Literal["error", "warning"]
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.level}: {self.subject}: {self.text}"


def error(subject: str, text: str) -> Finding:
    return Finding("error", subject, text)


def warning(subject: str, text: str) -> Finding:
    return Finding("warning", subject, text)
