"""What a file is, whether it is whole, its thumbnails, and uploads made harmless.

`sniff` reads bytes that it is given. The other functions decode files that strangers made;
they do it in a child process with limits and raise MediaError for a file that is no use.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from studio.media.errors import Limits, MediaError
from studio.media.sniff import HEAD, Kind, Sniffed, sniff

__all__ = [
    "HEAD",
    "Cleaned",
    "Derived",
    "Kind",
    "Limits",
    "MediaError",
    "Probe",
    "Sniffed",
    "clean_upload",
    "cut",
    "derive",
    "probe",
    "sniff",
]

DEFAULT = Limits()


class Probe(NamedTuple):
    """What decoding showed. Width and height are those that a viewer sees."""

    kind: Kind
    mime: str
    width: int | None
    height: int | None
    duration: float | None
    has_alpha: bool
    has_audio: bool
    frames: int | None  # of a picture; more than 1 when it is animated
    c2pa: bool


class Cleaned(NamedTuple):
    """The type that is kept, and the size that a viewer saw in the picture that was given."""

    type: Sniffed
    size: tuple[int, int] | None


class Derived(NamedTuple):
    path: Path
    width: int
    height: int
    bytes: int
    mime: str


def probe(path: Path, limits: Limits = DEFAULT) -> Probe:
    """Prove that a file is whole by decoding it. Raises MediaError."""
    return Probe(**_run("probe", limits, source=path))


def derive(source: Path, target: Path, kind: Kind, limits: Limits = DEFAULT) -> dict[str, Derived]:
    """Write the smaller forms of a file into the folder `target`, by name.

    Pictures get t240, t480 and p1600; clips get poster, t240, p1600 and hover; sounds
    get their drawing as t240. Raises MediaError.
    """
    found = _run("derive", limits, source=source, target=target, kind=kind)
    return {name: Derived(Path(item.pop("path")), **item) for name, item in found.items()}


def clean_upload(source: Path, target: Path, limits: Limits = DEFAULT) -> Cleaned:
    """Write what is kept of an upload to the file `target`.

    Pictures are encoded anew: upright, without metadata or anything that was hidden in
    the file, at most `longest_edge` long. Clips and sounds are copied, without the notes of the
    camera. Raises MediaError.
    """
    found = _run("clean", limits, source=source, target=target)
    size = found["size"]
    return Cleaned(Sniffed(**found["type"]), (size[0], size[1]) if size else None)


def cut(source: Path, target: Path, part: Sequence[float], limits: Limits = DEFAULT) -> Sniffed:
    """Write a part of `source` to the file `target`, and say what type that has.

    `part` of a picture is left, top, right and bottom as shares of its sides; of a clip or
    a sound it is two moments in seconds. Raises MediaError.
    """
    return Sniffed(**_run("cut", limits, source=source, target=target, part=list(part)))


def _run(command: str, limits: Limits, **arguments: Any) -> dict[str, Any]:
    from studio.media import jail  # the child reads this file too, and starts no other process

    return jail.run(command, limits, **arguments)
