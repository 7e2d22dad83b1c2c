"""The few files that all rows share: tiny landscapes of many shapes, and some clips."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio import files
from studio.demo import draw, film

SHAPES = (
    *((256, 256), (320, 180), (180, 320), (288, 216), (216, 288), (300, 200), (200, 300)),
    *((360, 152), (152, 360), (320, 80)),
)
SCENES = 4  # of every shape
CLIPS = ((160, 90), (90, 160), (128, 128))


@dataclass(frozen=True, slots=True)
class Picture:
    """What an asset row says of its file; `derivatives` is JSON."""

    kind: str
    sha256: str
    key: str
    bytes: int
    mime: str
    width: int
    height: int
    duration: float | None
    derivatives: str


def store_all() -> list[Picture]:
    """About forty pictures and clips; those that are stored already are left alone."""
    stills = [_still(size, scene) for size in SHAPES for scene in range(SCENES)]
    return stills + [_clip(size, scene) for scene, size in enumerate(CLIPS)]


def _still(size: tuple[int, int], scene: int) -> Picture:
    body = draw.picture(size, scene, f"seed {size} {scene}", "")
    sha256, key = _store(body, "png")
    forms = {name: _form(key, size, len(body), "image/png") for name in ("t240", "t480", "p1600")}
    return Picture("image", sha256, key, len(body), "image/png", *size, None, json.dumps(forms))


def _clip(size: tuple[int, int], scene: int) -> Picture:
    body = film.clip(size, scene, f"seed {size} {scene}", "", 1, False)
    sha256, key = _store(body, "mp4")
    poster = _still(size, scene)
    forms = {
        name: _form(poster.key, size, poster.bytes, "image/png")
        for name in ("poster", "t240", "p1600")
    }
    forms["hover"] = _form(key, size, len(body), "video/mp4")
    return Picture("video", sha256, key, len(body), "video/mp4", *size, 1.0, json.dumps(forms))


def _form(key: str, size: tuple[int, int], length: int, mime: str) -> dict[str, Any]:
    return {"key": key, "width": size[0], "height": size[1], "bytes": length, "mime": mime}


def _store(body: bytes, extension: str) -> tuple[str, str]:
    sha256 = hashlib.sha256(body).hexdigest()
    key = files.original_key(sha256, extension)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "file")
        path.write_bytes(body)
        files.store(path, key)
    return sha256, key
