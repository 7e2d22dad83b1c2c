"""Pictures of the demo: a scene, the first words of the prompt, and the mark DEMO."""

from __future__ import annotations

import io
from functools import lru_cache
from random import Random
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from studio.demo.brush import Layer, trimmed
from studio.demo.scenes import SCENES

PAINTED = 1536 * 1536  # pixels; a larger picture is painted this large and enlarged
SKETCHED = 480  # pixels of the longer side of an unfinished picture
MARK = "DEMO"
STROKES = str.maketrans("Łł", "Ll")


def picture(size: tuple[int, int], scene: int, seed: str, caption: str) -> bytes:
    """A PNG; the same arguments give the same bytes."""
    scale = min(1.0, (PAINTED / (size[0] * size[1])) ** 0.5)
    painted = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    image = compose(layers(painted, scene, seed), 0.0)
    if painted != size:
        image = image.resize(size, Image.Resampling.BICUBIC)
    sheet = lettering(size, caption)
    image.paste(sheet, (0, size[1] - sheet.height), sheet)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=3)
    return file.getvalue()


@lru_cache(32)
def sketch(size: tuple[int, int], scene: int, seed: str, step: int, steps: int) -> bytes:
    """A small WebP of how it looks at that step of so many: less blurred each time."""
    scale = SKETCHED / max(size)
    small = max(16, round(size[0] * scale)), max(16, round(size[1] * scale))
    image = compose(layers(small, scene, seed), 0.0)
    blurred = image.filter(ImageFilter.GaussianBlur(4 * (steps + 1 - step)))
    file = io.BytesIO()
    blurred.save(file, "WEBP", quality=40 + 5 * step)
    return file.getvalue()


def layers(size: tuple[int, int], scene: int, seed: str, seconds: float = 0.0) -> list[Layer]:
    random = Random(seed)  # noqa: S311 a landscape is no secret
    back, *others = SCENES[scene % len(SCENES)](random, size, seconds)
    return [back, *map(trimmed, others)]


def compose(parts: list[Layer], second: float) -> Image.Image:
    """The picture at a moment: every layer has drifted as far as it does by then."""
    canvas = parts[0].image.copy()
    for part in parts[1:]:
        left = round(part.drift * second * canvas.width)
        view = part.image.crop((left, 0, left + canvas.width, part.image.height))
        canvas.paste(view, (0, part.top), view)
    return canvas


def lettering(size: tuple[int, int], caption: str) -> Image.Image:
    """A strip for the lower edge: the caption at the left, the mark at the right."""
    unit = max(11, round(min(size) * 0.026))
    font = _font(unit)
    strip = Image.new("RGBA", (size[0], round(unit * 2.6)), (0, 0, 0, 0))
    draw = ImageDraw.Draw(strip)
    middle, edge = strip.height * 0.5, unit * 1.1
    wide = draw.textlength(MARK, font)
    box = (size[0] - edge - wide - unit, middle - unit * 0.85, size[0] - edge, middle + unit * 0.85)
    draw.rounded_rectangle(box, unit * 0.5, fill=(0, 0, 0, 110))
    draw.text((size[0] - edge - unit / 2, middle), MARK, (255, 255, 255, 235), font, anchor="rm")
    shown = fitting(caption, font, box[0] - 2 * edge)
    for shift, color in ((unit * 0.06, (0, 0, 0, 120)), (0.0, (255, 255, 255, 235))):
        draw.text((edge + shift, middle + shift), shown, color, font, anchor="lm")
    return strip


def fitting(caption: str, font: ImageFont.FreeTypeFont, room: float) -> str:
    """As many words as there is room for; nothing of a script that the font does not have."""
    letters = [_drawable(font, letter) for letter in caption]
    words = "".join(letters).split() if all(letters) else []
    while words and font.getlength(" ".join(words)) > room:
        words.pop()
    return " ".join(words)


@lru_cache(8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    return font


def _drawable(font: ImageFont.FreeTypeFont, letter: str) -> str:
    """The letter, else the same without its accent, else nothing."""
    plain = normalize("NFD", letter)[0].translate(STROKES)
    return next((item for item in (letter, plain) if _has(font, item)), "")


def _has(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    """A letter that is missing is drawn as the font's empty box."""
    blank = font.getmask("\uffff")
    mask = font.getmask(letter)
    return letter == " " or (mask.size, bytes(mask)) != (blank.size, bytes(blank))
