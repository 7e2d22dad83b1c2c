"""Colours that go together, and mixing them."""

from __future__ import annotations

from dataclasses import dataclass

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Palette:
    sky: tuple[str, ...]  # from the top down to the horizon
    light: str  # sun, moon, glow
    far: str
    near: str

    def stops(self) -> list[Color]:
        return [rgb(value) for value in self.sky]


DAWN = Palette(("#5b7db1", "#9fb4cf", "#f3cdb4", "#fbe3c4"), "#fff3d9", "#b9a7b8", "#2f3350")
DUSK = Palette(("#2b2456", "#7b3b73", "#e2675f", "#fcb869"), "#ffe2a6", "#a8526f", "#1e1738")
MIST = Palette(("#7fb1b5", "#b7d3cf", "#e6ece2"), "#fffbee", "#a3c1bf", "#163a44")
FOREST = Palette(("#9cc3b0", "#cfe0bd", "#f4efcb"), "#fffbe0", "#a7c3a0", "#12301f")
ARCTIC = Palette(("#4d7fb8", "#93bfe0", "#dcecf5"), "#ffffff", "#b5cfe4", "#27486d")
DESERT = Palette(("#3f8fae", "#9cc7c4", "#f7dcae", "#f9c784"), "#fff4d3", "#e3a36a", "#7a3420")
ROSE = Palette(("#8d6fb5", "#d79ac2", "#fbd0cf"), "#fff0ea", "#c390bb", "#44275e")
NIGHT = Palette(("#050a1f", "#10224a", "#2c4f7c", "#5a83a0"), "#f2f4ff", "#2f4f78", "#050b18")
AURORA = Palette(("#070b22", "#10304a", "#1f6a68", "#6fb79a"), "#e9fff4", "#22505c", "#04121a")
SPACE = Palette(("#04050f", "#0c0f2c", "#1c1240"), "#ffd9a0", "#6a4bd1", "#f06a8a")
NEBULA = Palette(("#05060f", "#0a1a30", "#0d2f44"), "#bff3ff", "#1f8fb0", "#f4a259")

DAYS = (DAWN, DUSK, MIST, FOREST, ARCTIC, ROSE)
NIGHTS = (NIGHT, AURORA)
SANDS = (DESERT, DUSK)
SHORES = (DAWN, DUSK, ROSE, ARCTIC)
DEEPS = (SPACE, NEBULA)


def rgb(value: str) -> Color:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def mix(one: Color, other: Color, share: float) -> Color:
    """`one` where `share` is 0, `other` where it is 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
