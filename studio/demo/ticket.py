"""A task's id: everything about the task, packed into text of at most 200 characters."""

from __future__ import annotations

import base64
import json
import re
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any, Self

from studio.demo.script import word_in

LONGEST = 200  # characters that a vendor's id may have
CAPTION = 48  # bytes
OUTPUTS = 4
SECONDS = range(1, 16)
LARGEST = 17_000_000  # pixels of a picture
AREAS = {"1K": 1024**2, "2K": 2048**2, "4K": 4096**2}
SHORT_SIDES = {"480p": 480, "720p": 720}
SCENES = (  # words that ask for one, in the order of the scenes
    {"mountain", "hill", "forest", "tree", "valley", "mist", "misty", "山", "林"},
    {"sea", "ocean", "lake", "water", "boat", "ship", "beach", "海", "湖"},
    {"night", "moon", "star", "dark", "夜", "月"},
    {"desert", "dune", "sand", "canyon", "沙"},
    {"space", "planet", "galaxy", "cosmic", "cosmos", "宇宙", "星球"},
)


@dataclass(frozen=True, slots=True)
class Ticket:
    started: int  # milliseconds since 1970
    video: int  # 1 or 0
    word: str
    width: int
    height: int
    scene: int
    seed: int
    digest: int  # of the whole prompt
    outputs: int
    seconds: int
    audio: int  # 1 or 0
    nonce: int  # two tasks of one millisecond are two
    caption: str

    @classmethod
    def issue(cls, body: Mapping[str, Any], now: float) -> Self:
        """Raises ValueError for what a request may not hold."""
        prompt, params = body["prompt"], dict(body.get("params") or {})
        video, digest = body.get("kind") == "video", zlib.crc32(prompt.encode())
        width, height = _film_size(params) if video else _picture_size(params)
        return cls(
            started=round(now * 1000),
            video=int(video),
            word=word_in(prompt),
            width=width,
            height=height,
            scene=_scene(prompt, digest),
            seed=_seed(params.get("seed")),
            digest=digest,
            outputs=_within(body.get("outputs", 1), range(1, OUTPUTS + 1)),
            seconds=_within(params.get("duration", 5), SECONDS),
            audio=int(bool(params.get("audio"))),
            nonce=secrets.randbits(24),
            caption=_caption(prompt),
        ).checked()

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError for a text that is no ticket."""
        try:
            packed = base64.urlsafe_b64decode(text[:LONGEST] + "==")
            plain = zlib.decompressobj().decompress(packed, 1000)
            return cls(*json.loads(plain)).checked()
        except (ValueError, TypeError, zlib.error):
            raise ValueError("no such task") from None

    def pack(self) -> str:
        plain = json.dumps(astuple(self), ensure_ascii=False, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(zlib.compress(plain, 9)).rstrip(b"=").decode()

    def checked(self) -> Self:
        """Itself; raises ValueError where drawing it would be a burden."""
        numbers = (*astuple(self)[:2], *astuple(self)[3:12])
        if not all(type(item) is int and item >= 0 for item in numbers):
            raise ValueError("numbers are missing")
        words: tuple[object, ...] = (self.word, self.caption)  # from a link: anything
        if not all(isinstance(item, str) for item in words):
            raise ValueError("words are missing")
        if min(self.width, self.height) < 16 or self.width * self.height > LARGEST:
            raise ValueError("the size is out of range")
        _within(self.outputs, range(1, OUTPUTS + 1))
        _within(self.seconds, SECONDS)
        return self

    @property
    def usual(self) -> float:
        """Seconds that it takes where no word says otherwise."""
        share = self.nonce % 1000 / 1000
        return 8 + 4 * share if self.video else 3 + 3 * share

    def place(self, index: int) -> str:
        """What the drawing of one result depends on."""
        return f"{self.digest}/{self.seed}/{index}"


def _ratio(params: Mapping[str, Any]) -> float:
    value = str(params.get("aspect_ratio") or "auto")
    width, _, height = ("1:1" if value == "auto" else value).partition(":")
    return _within(int(width), range(1, 33)) / _within(int(height), range(1, 33))


def _picture_size(params: Mapping[str, Any]) -> tuple[int, int]:
    ratio, area = _ratio(params), _known(AREAS, params.get("size") or "1K")
    width = round((area * ratio) ** 0.5 / 16) * 16
    return width, max(16, round((area / ratio) ** 0.5 / 16) * 16)


def _film_size(params: Mapping[str, Any]) -> tuple[int, int]:
    """The short side is as named; the codec wants even sides."""
    ratio, side = _ratio(params), _known(SHORT_SIDES, params.get("resolution") or "480p")
    long = round(side * max(ratio, 1 / ratio) / 2) * 2
    return (long, side) if ratio >= 1 else (side, long)


def _scene(prompt: str, digest: int) -> int:
    lower = prompt.lower()
    words = {item.removesuffix("s") for item in re.findall(r"\w+", lower)}
    for number, asking in enumerate(SCENES):
        if any(item in words if item.isascii() else item in lower for item in asking):
            return number
    return digest % len(SCENES)


def _seed(value: Any) -> int:
    return secrets.randbits(31) if value in (None, -1) else _within(value, range(2**31))


def _caption(prompt: str) -> str:
    words = " ".join(item for item in prompt.split() if not item.startswith("#"))
    return words.encode()[:CAPTION].decode(errors="ignore").strip()


def _known(table: Mapping[str, int], name: Any) -> int:
    if name not in table:
        raise ValueError(f"must be one of {', '.join(table)}")
    return table[name]


def _within(value: Any, allowed: range) -> int:
    if type(value) is not int or value not in allowed:
        raise ValueError(f"must be a whole number from {allowed[0]} to {allowed[-1]}")
    return value
