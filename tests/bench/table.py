"""What a section prints, and whether its budgets hold.

A ratio or a number of statements is a budget: it means the same on every machine. A bare
time or rate is an aim: where others have the cores, nobody can reach it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

MISSED = "MISSED"


@dataclass
class Table:
    """Rows of text under a title; a budget that is missed fails the run."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    verdicts: list[tuple[str, str]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        self.rows.append(tuple(_text(cell) for cell in cells))

    def budget(self, words: str, holds: bool) -> None:
        self.verdicts.append(("ok" if holds else MISSED, words))

    def aim(self, words: str, holds: bool) -> None:
        self.verdicts.append(("ok" if holds else "short", words))

    @property
    def holds(self) -> bool:
        return all(verdict != MISSED for verdict, _ in self.verdicts)

    def show(self) -> bool:
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        say(f"\n{self.title}")
        for line in lines:
            cells = [line[0].ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
            say("  " + "  ".join(cells).rstrip())
        for verdict, words in self.verdicts:
            say(f"  {verdict.ljust(len(MISSED))}  {words}")
        return self.holds


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _text(cell: object) -> str:
    return f"{cell:,.3g}" if isinstance(cell, float) and cell < 100 else _whole(cell)


def _whole(cell: object) -> str:
    return f"{cell:,.0f}" if isinstance(cell, int | float) else str(cell)
