"""What is kept of an upload. Runs in the child."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from studio.media import proof
from studio.media.boxes import forget_places
from studio.media.errors import Limits
from studio.media.picture import open_picture, scaled, upright
from studio.media.sniff import JPEG, PNG, SOUND_ONLY, WEBP, Sniffed

# A moving picture keeps its first frame; vendors that read GIF or AVIF are rare.
KEPT_AS = {"png": PNG, "gif": PNG, "avif": PNG, "jpg": JPEG, "webp": WEBP}
SAVING: dict[str, dict[str, Any]] = {
    "png": {"format": "PNG", "compress_level": 3},
    "jpg": {"format": "JPEG", "quality": 95, "subsampling": 0},
    "webp": {"format": "WEBP", "quality": 95, "method": 4},
}


def work(source: Path, target: Path, limits: Limits) -> dict[str, Any]:
    sniffed = proof.known(source)
    kind = proof.work(source, limits)["kind"]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        if sniffed.kind == "image":
            return _encode(source, sniffed, target, limits)
        shutil.copyfile(source, target)
        forget_places(target, sniffed)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    kept = sniffed if sniffed.kind == kind else SOUND_ONLY[sniffed]
    return {"type": kept._asdict(), "size": None}


def _encode(source: Path, sniffed: Sniffed, target: Path, limits: Limits) -> dict[str, Any]:
    kept = KEPT_AS[sniffed.extension]
    edge = limits.longest_edge
    with open_picture(source, sniffed, limits) as image:
        plain = upright(image)
    scaled(plain, (edge, edge)).save(target, **SAVING[kept.extension])
    return {"type": kept._asdict(), "size": plain.size}
