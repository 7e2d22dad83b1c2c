"""What media work may answer with instead of a result, and how much it may use."""

from __future__ import annotations

from typing import Literal, NamedTuple

from providers.said import said

Code = Literal["unknown_type", "damaged", "too_large", "too_long", "timeout", "nothing_left"]

MESSAGES: dict[Code, str] = {
    "unknown_type": said("This type of file is not accepted."),
    "damaged": said("The file is damaged or incomplete."),
    "too_large": said("The file is too large to work with."),
    "too_long": said("The clip is too long."),
    "nothing_left": said("Nothing would be left of it."),
    "timeout": said("Reading the file took too long."),
}


class MediaError(Exception):
    """A file that we cannot use. `message` is ours and fit to be shown."""

    def __init__(self, code: Code, message: str = "") -> None:
        self.code = code
        self.message = message or MESSAGES[code]
        super().__init__(self.message)


class Limits(NamedTuple):
    """What one file may cost: bytes, pixels and seconds."""

    memory: int = 2_000_000_000
    cpu: int = 60
    wall: float = 120
    file_size: int = 1_000_000_000  # of each file that is written
    pixels: int = 64_000_000
    duration: float = 3600
    longest_edge: int = 4096  # of an upload that is kept
