"""What the scenes are painted with: gradients, glows, ridges, trees and stars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw

from studio.demo.palette import Color

SMOOTH = 2  # masks are drawn this much larger, so that edges come out soft
Profile = list[float]  # heights from the left to the right, 0-1 of the picture's height


@dataclass(frozen=True, slots=True)
class Layer:
    """`drift`: how many of the picture's widths it moves to the left in a second."""

    image: Image.Image
    drift: float = 0.0
    top: int = 0  # where its first row lies


def trimmed(layer: Layer) -> Layer:
    """Without the rows above and below what it shows: a frame pastes every layer."""
    box = layer.image.getbbox() or (0, 0, 1, 1)
    rows = layer.image.crop((0, box[1], layer.image.width, box[3]))
    return replace(layer, image=rows, top=layer.top + box[1])


def gradient(size: tuple[int, int], stops: Sequence[Color]) -> Image.Image:
    column = Image.new("RGB", (1, len(stops)))
    column.putdata(list(stops))
    # Without the outer half steps the ends would be flat for a fraction of the height.
    box = (0, 0.5, 1, len(stops) - 0.5)
    tall = column.resize((1, size[1]), Image.Resampling.BILINEAR, box=box)
    return tall.resize(size)


def glow(
    canvas: Image.Image, center: tuple[float, float], radius: float, color: Color, strength: float
) -> None:
    """Light that fades outwards, laid onto the canvas."""
    side = max(2, round(radius * 2))
    fade = Image.radial_gradient("L").point(
        [round(255 * strength * max(0.0, 1 - value / 180) ** 2.2) for value in range(256)]
    )
    mask = fade.resize((side, side), Image.Resampling.BICUBIC)
    corner = round(center[0] - side / 2), round(center[1] - side / 2)
    canvas.paste(color, corner, mask)


def disc(canvas: Image.Image, center: tuple[float, float], radius: float, color: Color) -> None:
    mask = disc_mask(radius)
    canvas.paste(color, (round(center[0] - radius), round(center[1] - radius)), mask)


def disc_mask(radius: float) -> Image.Image:
    side = max(2, round(radius * 2))
    large = Image.new("L", (side * 4, side * 4))
    ImageDraw.Draw(large).ellipse((0, 0, side * 4 - 1, side * 4 - 1), fill=255)
    return large.resize((side, side), Image.Resampling.BOX)


def ridge(random: Random, level: float, height: float, rough: float, length: float) -> Profile:
    """A line of hills: waves of ever shorter length, `rough` of whose size is kept."""
    steps = max(64, round(160 * length))
    profile = [level] * (steps + 1)
    wave, size = 1.3, height
    for _ in range(7):
        phase, bend = random.uniform(0, math.tau), random.uniform(0.7, 1.3)
        for at in range(steps + 1):
            turn = math.tau * wave * bend * at * length / steps + phase
            profile[at] -= size * math.sin(turn) / 2
        wave, size = wave * 2.05, size * rough
    return profile


def peaks(random: Random, level: float, height: float, length: float) -> Profile:
    """A line of mountains, made by halving: every middle is moved a little less."""
    points, spread = [level - height * random.uniform(0, 1) for _ in range(3)], height * 0.9
    while len(points) < 200 * max(1.0, length):
        middles = [(a + b) / 2 + random.uniform(-spread, spread) / 2 for a, b in pairwise(points)]
        both = zip(points, middles, strict=False)
        points = [*(value for pair in both for value in pair), points[-1]]
        spread *= 0.52
    return points


def land(size: tuple[int, int], profile: Profile, stops: Sequence[Color]) -> Image.Image:
    """Everything below the profile, shaded from its highest point down."""
    width, height = size
    wide, tall = width * SMOOTH, height * SMOOTH
    step = wide / (len(profile) - 1)
    line = [(at * step, level * tall) for at, level in enumerate(profile)]
    mask = Image.new("L", (wide, tall))
    ImageDraw.Draw(mask).polygon([*line, (wide, tall), (0, tall)], fill=255)
    top = max(0, min(height - 2, round(min(profile) * height)))
    image = Image.new("RGB", size, stops[0])
    image.paste(gradient((width, height - top), stops), (0, top))
    image.putalpha(mask.resize(size, Image.Resampling.BOX))
    return image


def pines(random: Random, image: Image.Image, profile: Profile, color: Color, most: float) -> None:
    """Trees along the profile, nearer ones larger."""
    width, height = image.size
    draw = ImageDraw.Draw(image)
    spacing, at = most * height * 0.22, 0.0
    while at < width:
        tall = most * height * random.uniform(0.35, 1.0)
        foot = profile[min(len(profile) - 1, int(at / width * len(profile)))] * height
        _pine(draw, at, foot + tall * 0.12, tall, color)
        at += spacing * random.uniform(0.4, 1.8)


def _pine(draw: ImageDraw.ImageDraw, x: float, foot: float, tall: float, color: Color) -> None:
    for part in range(4):
        top, half = foot - tall * (1 - part * 0.2), tall * (0.06 + part * 0.045)
        below = top + tall * 0.36
        draw.polygon([(x, top), (x - half, below), (x + half, below)], fill=(*color, 255))


def stars(random: Random, size: tuple[int, int], count: int) -> Image.Image:
    sheet = Image.new("RGBA", size, (255, 255, 255, 0))
    draw = ImageDraw.Draw(sheet)
    unit = max(size) / 1400
    for _ in range(count):
        x, y = random.uniform(0, size[0]), random.uniform(0, size[1])
        radius = unit * random.choice((0.5, 0.6, 0.7, 0.9, 1.5))
        tint = random.choice(((255, 255, 255), (210, 225, 255), (255, 236, 214)))
        shine = (*tint, random.randint(90, 255))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=shine)
    return sheet


def fading(image: Image.Image, stops: Sequence[int]) -> Image.Image:
    """The same, less opaque by the stops (0-255) from the top down."""
    fade = gradient(image.size, [(value, value, value) for value in stops]).convert("L")
    faded = image.copy()
    faded.putalpha(ImageChops.multiply(image.getchannel("A"), fade))
    return faded
