"""A part of a picture, a clip or a sound, as a file of its own. Runs in the child."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.media import proof
from studio.media.cleaning import KEPT_AS, SAVING
from studio.media.errors import Limits, MediaError
from studio.media.picture import open_picture, upright
from studio.media.sniff import Sniffed


def work(source: Path, target: Path, part: Sequence[float], limits: Limits) -> dict[str, Any]:
    sniffed = proof.known(source)
    try:
        if sniffed.kind == "image":
            return _crop(source, sniffed, target, part, limits)._asdict()
        # Importing the decoder of clips takes longer than cropping most pictures.
        from studio.media import clip_cutting

        start, end = part
        return clip_cutting.write(source, sniffed, target, (start, end), limits)._asdict()
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _crop(
    source: Path, sniffed: Sniffed, target: Path, part: Sequence[float], limits: Limits
) -> Sniffed:
    """`part` is left, top, right and bottom, each from 0 to 1."""
    kept = KEPT_AS[sniffed.extension]
    with open_picture(source, sniffed, limits) as image:
        whole = upright(image)
    sides = (whole.width, whole.height) * 2
    left, top, right, bottom = (round(at * side) for at, side in zip(part, sides, strict=True))
    if not (0 <= left < right <= whole.width and 0 <= top < bottom <= whole.height):
        raise MediaError("nothing_left")
    whole.crop((left, top, right, bottom)).save(target, **SAVING[kept.extension])
    return kept
