"""What a section prints, and whether its budgets hold."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


@dataclass
class Table:
    """Rows of text under a title; a budget that is missed fails the run."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    verdicts: list[tuple[str, bool]] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        self.rows.append(tuple(_text(cell) for cell in cells))

    def budget(self, words: str, holds: bool) -> None:
        self.verdicts.append((words, holds))

    @property
    def holds(self) -> bool:
        return all(holds for _, holds in self.verdicts)

    def show(self) -> bool:
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        say(f"\n{self.title}")
        for line in lines:
            cells = [line[0].ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
            say("  " + "  ".join(cells).rstrip())
        for words, holds in self.verdicts:
            say(f"  {'ok    ' if holds else 'MISSED'}  {words}")
        return self.holds


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _text(cell: object) -> str:
    return f"{cell:,.3g}" if isinstance(cell, float) and cell < 100 else _whole(cell)


def _whole(cell: object) -> str:
    return f"{cell:,.0f}" if isinstance(cell, int | float) else str(cell)
