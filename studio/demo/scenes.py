"""Landscapes as layers, back to front: the same seed gives the same one in every size."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from studio.demo import brush, palette
from studio.demo.brush import Layer
from studio.demo.palette import Palette, mix, rgb

BOAT = (
    ((-1.2, -0.2), (1.3, -0.2), (0.9, 0.2), (-0.9, 0.2)),
    ((0, -2.8), (0, -0.4), (1.1, -0.4)),
    ((-0.1, -2.4), (-0.1, -0.4), (-0.9, -0.4)),
)

Size = tuple[int, int]
Scene = Callable[[Random, Size, float], list[Layer]]


def stretched(size: Size, drift: float, seconds: float) -> tuple[Size, float]:
    """The size of a layer that drifts for so long, and how many pictures wide that is."""
    wide = round(size[0] * (1 + drift * seconds))
    return (wide, size[1]), wide / size[0]


def hills(random: Random, size: Size, seconds: float) -> list[Layer]:
    colors = random.choice(palette.DAYS)
    layers = [_sky(random, size, colors, 0.3, 0.5)]
    jagged = random.random() < 0.6
    count = random.choice((5, 6))
    for number in range(count):
        depth = number / (count - 1)
        layers.append(_range(random, size, seconds, colors, depth, jagged and depth < 0.6))
    return layers


def night(random: Random, size: Size, seconds: float) -> list[Layer]:
    colors = random.choice(palette.NIGHTS)
    layers = [_sky(random, size, colors, 0.15, 0.35, radius=0.035)]
    sheet = brush.stars(random, size, 320)
    layers.insert(1, Layer(brush.fading(sheet, (255, 200, 60, 0, 0))))
    for depth in (0.1, 0.45, 0.75, 1.0):
        layers.append(_range(random, size, seconds, colors, depth, depth < 0.3))
    return layers


def dunes(random: Random, size: Size, seconds: float) -> list[Layer]:
    colors = random.choice(palette.SANDS)
    layers = [_sky(random, size, colors, 0.2, 0.4)]
    for number in range(5):
        depth = number / 4
        drift = 0.004 + 0.03 * depth
        wide, length = stretched(size, drift, seconds)
        profile = brush.ridge(random, 0.56 + 0.34 * depth**1.2, 0.11, 0.3, length)
        top = mix(rgb(colors.far), rgb(colors.near), depth)
        lit = mix(top, rgb(colors.light), 0.35 * (1 - depth))
        layers.append(Layer(brush.land(wide, profile, [lit, top, top]), drift))
    return layers


def sea(random: Random, size: Size, seconds: float) -> list[Layer]:
    colors = random.choice(palette.SHORES)
    width, height = size
    horizon, x = random.uniform(0.52, 0.62), random.uniform(0.3, 0.7)
    sky = brush.gradient((width, round(height * horizon)), colors.stops())
    canvas = Image.new("RGB", size)
    canvas.paste(sky)
    radius = min(size) * 0.07
    center = (x * width, horizon * height - radius * random.uniform(0.4, 2.2))
    brush.glow(canvas, center, radius * 7, rgb(colors.light), 0.9)
    brush.disc(canvas, center, radius, rgb(colors.light))
    water = [mix(stop, rgb(colors.near), 0.25 + 0.5 * at) for at, stop in _downwards(colors)]
    canvas.paste(brush.gradient((width, height), water), (0, round(horizon * height)))
    _reflect(random, canvas, center[0], horizon, rgb(colors.light))
    drift = 0.006
    wide, length = stretched(size, drift, seconds)
    coast = brush.ridge(random, horizon + 0.005, 0.07, 0.45, length)
    coast = [min(level, horizon) for level in coast]
    island = brush.land(wide, coast, [mix(rgb(colors.far), rgb(colors.near), 0.35)] * 2)
    island.paste((0, 0, 0, 0), (0, round(horizon * height), wide[0], height))
    return [Layer(canvas), Layer(island, drift), _boats(random, size, seconds, horizon, colors)]


def space(random: Random, size: Size, seconds: float) -> list[Layer]:
    colors = random.choice(palette.DEEPS)
    width, height = size
    canvas = brush.gradient(size, colors.stops())
    for color in (colors.far, colors.near, colors.far):
        center = random.uniform(0, width), random.uniform(0, height)
        brush.glow(canvas, center, max(size) * random.uniform(0.35, 0.6), rgb(color), 0.4)
    layers = [Layer(canvas)]
    for count, drift in ((420, 0.003), (120, 0.01)):
        wide, length = stretched(size, drift, seconds)
        layers.append(Layer(brush.stars(random, wide, round(count * length)), drift))
    layers.append(_planet(random, size, seconds, colors))
    return layers


SCENES: tuple[Scene, ...] = (hills, sea, night, dunes, space)


def _sky(
    random: Random, size: Size, colors: Palette, high: float, low: float, radius: float = 0.055
) -> Layer:
    canvas = brush.gradient(size, [*colors.stops(), colors.stops()[-1]])
    center = size[0] * random.uniform(0.2, 0.8), size[1] * random.uniform(high, low)
    light, radius = rgb(colors.light), min(size) * radius
    brush.glow(canvas, center, radius * 9, light, 0.75)
    brush.disc(canvas, center, radius, light)
    return Layer(canvas)


def _range(
    random: Random, size: Size, seconds: float, colors: Palette, depth: float, jagged: bool
) -> Layer:
    """One line of hills; `depth` is 0 at the horizon and 1 in front, where the trees are."""
    drift = 0.004 + 0.04 * depth**1.5
    wide, length = stretched(size, drift, seconds)
    level = 0.5 + 0.4 * depth
    profile = (
        brush.peaks(random, level, 0.2 - 0.1 * depth, length)
        if jagged
        else brush.ridge(random, level, 0.14, 0.42, length)
    )
    tone = mix(rgb(colors.far), rgb(colors.near), depth)
    haze = mix(tone, colors.stops()[-1], 0.6 * (1 - depth))
    image = brush.land(wide, profile, [tone, haze, haze])
    if depth > 0.55 and not jagged:
        brush.pines(random, image, profile, tone, 0.03 + 0.09 * (depth - 0.5))
    return Layer(image, drift)


def _downwards(colors: Palette) -> list[tuple[float, palette.Color]]:
    stops = colors.stops()[::-1]
    return [(at / (len(stops) - 1), stop) for at, stop in enumerate(stops)]


def _reflect(
    random: Random, canvas: Image.Image, x: float, horizon: float, color: palette.Color
) -> None:
    """Streaks of light on the water, broader and rarer towards the front."""
    width, height = canvas.size
    mask = Image.new("L", canvas.size)
    draw = ImageDraw.Draw(mask)
    for _ in range(170):
        near = random.random() ** 1.6
        y = height * (horizon + (1 - horizon) * near)
        half = width * (0.012 + 0.07 * near) * random.uniform(0.3, 1.3)
        middle = x + random.gauss(0, width * (0.012 + 0.05 * near))
        thick = max(1.0, height * (0.0012 + 0.004 * near))
        box = (middle - half, y, middle + half, y + thick)
        draw.ellipse(box, fill=round(random.uniform(70, 200) * (1 - 0.6 * near)))
    canvas.paste(color, (0, 0), mask.filter(ImageFilter.GaussianBlur(height / 900)))


def _boats(random: Random, size: Size, seconds: float, horizon: float, colors: Palette) -> Layer:
    drift = 0.02
    wide, _ = stretched(size, drift, seconds)
    sheet = Image.new("RGBA", wide, (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    tone = (*mix(rgb(colors.near), (0, 0, 0), 0.25), 255)
    for _ in range(random.choice((1, 2))):
        x = wide[0] * random.uniform(0.15, 0.85)
        y = size[1] * (horizon + random.uniform(0.03, 0.12))
        unit = min(size) * random.uniform(0.018, 0.034)
        for shape in BOAT:
            draw.polygon([(x + a * unit, y + b * unit) for a, b in shape], fill=tone)
    return Layer(sheet, drift)


def _planet(random: Random, size: Size, seconds: float, colors: Palette) -> Layer:
    drift = 0.02
    wide, _ = stretched(size, drift, seconds)
    sheet = Image.new("RGBA", wide, (0, 0, 0, 0))
    mask = brush.disc_mask(min(size) * random.uniform(0.2, 0.3))
    side = mask.width
    tones = [mix(rgb(colors.light), rgb(colors.near), random.random()) for _ in range(9)]
    turn = random.uniform(-30, 30)
    ball = brush.gradient((side, side), tones).rotate(turn, Image.Resampling.BICUBIC)
    ball = Image.blend(ball, Image.new("RGB", ball.size, tones[0]), 0.25)
    ball = ImageChops.multiply(ball, _sunlight(side))
    middle = size[0] * random.uniform(0.3, 0.7), size[1] * random.uniform(0.4, 0.6)
    sheet.paste(ball, (round(middle[0] - side / 2), round(middle[1] - side / 2)), mask)
    return Layer(sheet, drift)


def _sunlight(side: int) -> Image.Image:
    """Bright at the upper left and dark at the other side."""
    large = Image.radial_gradient("L").resize((side * 2, side * 2), Image.Resampling.BICUBIC)
    left, top = round(side * 0.72), round(side * 0.78)
    shade = large.crop((left, top, left + side, top + side))
    return shade.point([255 - min(255, round(value * 2.1)) for value in range(256)]).convert("RGB")
