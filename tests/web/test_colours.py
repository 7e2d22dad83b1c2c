"""What can be told apart by its colour, in both themes, as WCAG counts it."""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)")
COLOURS = {name: themes for name, *themes in PAIR.findall(TOKENS)}
GROUNDS = ("bg", "surface", "raised", "sunken", "well")


def brightness(colour):
    """Relative luminance, 0 to 1."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other, theme):
    low, high = sorted(brightness(COLOURS[name][theme]) for name in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(("colour", "least"), [("focus", 3), ("text", 7), ("muted", 4.5)])
def test_it_stands_out_from_every_ground(colour, least, ground, theme):
    assert contrast(colour, ground, theme) >= least


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["bg", "surface", "raised", "sunken"])
def test_the_edge_of_a_control_stands_out_from_where_controls_are(ground, theme):
    assert contrast("control", ground, theme) >= 3


def test_white_on_black_is_the_most():
    COLOURS["black"], COLOURS["white"] = ["#000"] * 2, ["#ffffff"] * 2

    assert contrast("white", "black", 0) == pytest.approx(21)
