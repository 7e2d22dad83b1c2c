"""Does a file carry content credentials (C2PA)? Found by its boxes, not verified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from studio.media.sniff import Sniffed

MOST = 4096  # boxes looked at
UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


def has_credentials(source: Path, sniffed: Sniffed) -> bool:
    looker = LOOKERS.get(sniffed.extension)
    if looker is None:
        return False
    with source.open("rb") as file:
        return looker(file)


def _png(file: BinaryIO) -> bool:
    file.seek(8)
    for _ in range(MOST):
        header = file.read(8)
        if header[4:8] == b"caBX":
            return True
        if len(header) < 8:
            break
        file.seek(int.from_bytes(header[:4], "big") + 4, 1)
    return False


def _jpeg(file: BinaryIO) -> bool:
    file.seek(2)
    for _ in range(MOST):
        header = file.read(4)
        if len(header) < 4 or header[0] != 0xFF or header[1] == 0xDA:
            break
        segment = file.read(max(0, int.from_bytes(header[2:4], "big") - 2))
        if header[1] == 0xEB and b"jumb" in segment[:64] and b"c2pa" in segment:
            return True
    return False


def _webp(file: BinaryIO) -> bool:
    file.seek(12)
    for _ in range(MOST):
        header = file.read(8)
        if header[:4] == b"C2PA":
            return True
        if len(header) < 8:
            break
        size = int.from_bytes(header[4:8], "little")
        file.seek(size + size % 2, 1)
    return False


def _boxes(file: BinaryIO) -> bool:
    """The top level of an ISO file; a box of size 1 has a long size, of size 0 is the last."""
    file.seek(0)
    for _ in range(MOST):
        start, header = file.tell(), file.read(16)
        if len(header) < 8:
            break
        if header[4:8] == b"uuid" and header[8:16] + file.read(8) == UUID:
            return True
        size = int.from_bytes(header[:4], "big")
        size = int.from_bytes(header[8:16], "big") if size == 1 else size
        if size < 8:
            break
        file.seek(start + size)
    return False


LOOKERS: dict[str, Callable[[BinaryIO], bool]] = {
    "png": _png,
    "jpg": _jpeg,
    "webp": _webp,
    **dict.fromkeys(("mp4", "mov", "m4a", "avif"), _boxes),
}
