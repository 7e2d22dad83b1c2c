"""Rows of a batch as text: pasted from a spreadsheet, or a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

REFERENCES = tuple(f"ref{number}" for number in range(1, 7))
COLUMNS = (
    "prompt",
    "model",
    "aspect_ratio",
    "size",
    "count",
    "seed",
    "duration",
    *REFERENCES,
    "tags",
)
PARAMS = ("aspect_ratio", "size", "seed", "duration")
EXAMPLE = ("A red fox in the snow", "", "16:9", "", "1", "", "", *[""] * 6, "winter, animals")
MOST = 1_000_000  # characters
FORMULA = ("=", "+", "-", "@")  # what a spreadsheet would take for one


class BadTable(ValueError):
    """Nothing can be read: `code` says why, `detail` where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `number` counts the rows from 1, as the errors do."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def references(self) -> list[str]:
        return [self[name] for name in REFERENCES if self[name]]

    @property
    def tags(self) -> list[str]:
        words = (word.strip() for word in self["tags"].replace(";", ",").split(","))
        return list(dict.fromkeys(word for word in words if word))


def decode(content: bytes) -> str:
    """Raises BadTable unless it is UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadTable("encoding") from None


def read(text: str) -> list[Line]:
    """The rows, without the empty ones. Without a header every line is a prompt.

    Raises BadTable.
    """
    if len(text) > MOST:
        raise BadTable("size")
    rows = _cells(text.lstrip("\ufeff"))
    if not rows:
        raise BadTable("empty")
    names = [cell.strip().lower() for cell in rows[0]]
    if "prompt" not in names:
        return [Line(number, {"prompt": line}) for number, line in enumerate(_plain(text), 1)]
    _check(names)
    return [Line(number, _named(names, cells, number)) for number, cells in enumerate(rows[1:], 1)]


def _cells(text: str) -> list[list[str]]:
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [cells for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        if "prompt" in first.lower():
            raise BadTable("quotes", str(reader.line_num)) from None
        return [[line] for line in _plain(text)]  # a prompt may hold any sign


def _plain(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _check(names: Sequence[str]) -> None:
    for name in names:
        if name and name not in COLUMNS:
            raise BadTable("column", name[:60])
        if name and names.count(name) > 1:
            raise BadTable("twice", name)


def _named(names: Sequence[str], cells: Sequence[str], number: int) -> dict[str, str]:
    if any(cell.strip() for cell in cells[len(names) :]):
        raise BadTable("wide", str(number))
    pairs = zip(names, cells, strict=False)
    return {name: _bare(cell.strip()) for name, cell in pairs if name and cell.strip()}


def _bare(cell: str) -> str:
    """Without the sign that `as_text` puts before what looks like a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def template() -> str:
    return write([EXAMPLE])


def write(rows: Iterable[Sequence[str]]) -> str:
    """With the header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(as_text(row))
    return out.getvalue()


def as_text(cells: Iterable[object]) -> list[str]:
    """What looks like a formula is made text for a spreadsheet; `read` undoes that."""
    words = map(str, cells)
    return [f"'{word}" if word.startswith(FORMULA) else word for word in words]
