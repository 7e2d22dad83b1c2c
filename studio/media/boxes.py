"""What a camera writes into a clip beside the clip, made unreadable in its place.

Phones note where and by whom a clip was taken in `udta` and `meta` boxes. Renamed `free`
they are skipped by every reader, and nothing in the file moves: its offsets stay true.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from studio.media.sniff import Sniffed

HOLDERS = (b"moov", b"trak", b"moof", b"traf")
NOTES = (b"udta", b"meta")
XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
MOST = 100_000  # boxes looked at


def forget_places(path: Path, sniffed: Sniffed) -> None:
    if sniffed.extension not in ("mp4", "mov", "m4a"):
        return
    with path.open("r+b") as file:
        end = path.stat().st_size
        for begin, start, size in list(_notes(file, 0, end)):
            file.seek(begin)
            file.write(b"free")
            file.seek(start)
            _blank(file, size)


def _blank(file: BinaryIO, size: int) -> None:
    while size > 0:
        size -= file.write(bytes(min(size, 1 << 16)))


def _notes(file: BinaryIO, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Where the name of each such box stands, where its content begins, and how long that is."""
    waiting = [(at, end)]
    for _ in range(MOST):
        if not waiting:
            return
        at, end = waiting.pop()
        if end - at < 8:
            continue
        file.seek(at)
        head = file.read(32)
        size, begin = int.from_bytes(head[:4], "big"), at + 8
        if size == 1:
            size, begin = int.from_bytes(head[8:16], "big"), at + 16
        last = end if size == 0 else at + size
        if not begin <= last <= end:
            continue
        waiting.append((last, end))
        name = head[4:8]
        if name in HOLDERS:
            waiting.append((begin, last))
        elif name in NOTES or (name == b"uuid" and head[begin - at :][:16] == XMP):
            yield at + 4, begin, last - begin
