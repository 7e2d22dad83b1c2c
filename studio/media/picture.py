"""Opening a picture: one format, a limit of pixels, upright, in sRGB."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from studio.media.errors import Limits, MediaError
from studio.media.sniff import Sniffed

FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF", "avif": "AVIF"}


def open_picture(source: Path, sniffed: Sniffed, limits: Limits) -> Image.Image:
    """The picture, not yet decoded; by no other decoder than the sniffed type's."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = limits.pixels
    image = Image.open(source, formats=[FORMATS[sniffed.extension]])
    if image.width * image.height > limits.pixels:
        raise MediaError("too_large")
    return image


def upright(image: Image.Image) -> Image.Image:
    """The first frame as RGB or RGBA in sRGB, turned as its EXIF says, without metadata."""
    turned = ImageOps.exif_transpose(image)
    plain = _in_srgb(_eight_bits(turned), turned.info.get("icc_profile"))
    plain.info.clear()
    return plain


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey: convert() would clip instead of scale
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "CMYK":
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    done = _transformed(image, profile) if profile else None
    return done or (image.convert("RGB") if image.mode == "CMYK" else image)


def _transformed(image: Image.Image, profile: bytes) -> Image.Image | None:
    """None for a profile that cannot be read: it counts as none, as it does in a browser."""
    from PIL import ImageCms  # few pictures have a profile, and every child would load it

    mode = "RGB" if image.mode == "CMYK" else image.mode
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, given, srgb, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return None


def within(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """`size` made to fit into `box`, never enlarged, at least one pixel each way."""
    scale = min(1.0, box[0] / size[0], box[1] / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def scaled(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    size = within(image.size, box)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
