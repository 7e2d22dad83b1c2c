"""The smaller forms of a file that pages show. Runs in the child."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image

from studio.media.errors import Limits
from studio.media.picture import open_picture, scaled, upright
from studio.media.proof import known
from studio.media.sniff import Sniffed

QUALITY = 78
BOXES = {"t240": (1920, 240), "t480": (3840, 480), "p1600": (1600, 1600)}


def work(source: Path, target: Path, kind: str, limits: Limits) -> dict[str, Any]:
    target.mkdir(parents=True, exist_ok=True)
    sniffed = known(source)
    if kind == "image":
        return _of_picture(source, sniffed, target, limits)
    if kind == "video":
        return _of_clip(source, sniffed, target, limits)
    from studio.media import wave  # imports the decoder of clips, as below

    return {"t240": _still(wave.drawing(source, sniffed, limits), "t240", BOXES["t240"], target)}


def _of_picture(source: Path, sniffed: Sniffed, target: Path, limits: Limits) -> dict[str, Any]:
    with open_picture(source, sniffed, limits) as image:
        if image.width <= 8 * image.height <= 64 * image.width:
            image.draft("RGB", (1600, 1600))  # a JPEG of many megapixels decodes smaller
        plain = upright(image)
    return {name: _still(plain, name, box, target) for name, box in BOXES.items()}


def _of_clip(source: Path, sniffed: Sniffed, target: Path, limits: Limits) -> dict[str, Any]:
    # Importing the decoder of clips takes longer than shrinking most pictures.
    from studio.media import clip_renditions

    poster = clip_renditions.poster(source, sniffed, limits)
    boxes = {"poster": BOXES["t480"], "t240": BOXES["t240"], "p1600": BOXES["p1600"]}
    found = {name: _still(poster, name, box, target) for name, box in boxes.items()}
    path = target / "hover.mp4"
    width, height = clip_renditions.write_hover(source, sniffed, path, limits)
    return found | {"hover": _derived(path, (width, height), "video/mp4")}


def _still(image: Image.Image, name: str, box: tuple[int, int], target: Path) -> dict[str, Any]:
    path = target / f"{name}.webp"
    small = scaled(image, box)
    small.save(path, "WEBP", quality=QUALITY, method=4)
    return _derived(path, small.size, "image/webp")


def _derived(path: Path, size: tuple[int, int], mime: str) -> dict[str, Any]:
    return {
        "path": str(path),
        "width": size[0],
        "height": size[1],
        "bytes": path.stat().st_size,
        "mime": mime,
    }
