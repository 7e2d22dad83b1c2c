"""Proves that a file is whole by decoding it. Runs in the child."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageOps

from studio.media.credentials import has_credentials
from studio.media.errors import Limits, MediaError
from studio.media.picture import open_picture
from studio.media.sniff import HEAD, Sniffed, sniff


def work(source: Path, limits: Limits) -> dict[str, Any]:
    sniffed = known(source)
    proof = _picture if sniffed.kind == "image" else _clip
    found: dict[str, Any] = {
        "kind": sniffed.kind,
        "mime": sniffed.mime,
        "width": None,
        "height": None,
        "duration": None,
        "has_alpha": False,
        "has_audio": False,
        "frames": None,
        "c2pa": has_credentials(source, sniffed),
    }
    return found | proof(source, sniffed, limits)


def known(source: Path) -> Sniffed:
    with source.open("rb") as file:
        sniffed = sniff(file.read(HEAD))
    if sniffed is None:
        raise MediaError("unknown_type")
    return sniffed


def _picture(source: Path, sniffed: Sniffed, limits: Limits) -> dict[str, Any]:
    with open_picture(source, sniffed, limits) as image:
        count = getattr(image, "n_frames", 1)
        image.verify()  # checksums; it leaves the picture unusable
    with open_picture(source, sniffed, limits) as image:
        image.load()
        alpha = _shows_through(image)
        turned = ImageOps.exif_transpose(image)
        return {
            "width": turned.width,
            "height": turned.height,
            "has_alpha": alpha,
            "frames": count,
        }


def _shows_through(image: Image.Image) -> bool:
    """Is any pixel not opaque? An alpha channel alone says nothing."""
    if not image.has_transparency_data:
        return False
    low, _ = cast("tuple[int, int]", image.convert("RGBA").getchannel("A").getextrema())
    return low < 255


def _clip(source: Path, sniffed: Sniffed, limits: Limits) -> dict[str, Any]:
    # Importing the decoder of clips takes longer than proving most pictures.
    from studio.media import clip_proof

    return clip_proof.facts(source, sniffed, limits)
