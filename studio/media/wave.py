"""The drawing of a sound: how loud it is from its beginning to its end. Runs in the child."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

from av.audio.resampler import AudioResampler
from PIL import Image, ImageDraw

from studio.media.clip import open_clip
from studio.media.errors import Limits, MediaError
from studio.media.sniff import Sniffed

SIZE = (480, 96)
BAR, GAP = 3, 1
INK = (128, 128, 128, 255)  # seen on light and on dark
SAMPLES = 8_000  # of sound in a second: enough to see
BLOCK = 160
LOUDEST = 32_768


def drawing(source: Path, sniffed: Sniffed, limits: Limits) -> Image.Image:
    peaks = list(_peaks(source, sniffed, limits))
    if not peaks:
        raise MediaError("damaged")
    bars = SIZE[0] // (BAR + GAP)
    image = Image.new("RGBA", SIZE, (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for number in range(bars):
        first = number * len(peaks) // bars
        loud = max(peaks[first : max(first + 1, (number + 1) * len(peaks) // bars)])
        half = max(1, round(loud / LOUDEST * SIZE[1] / 2))
        left, middle = number * (BAR + GAP), SIZE[1] // 2
        pen.rectangle((left, middle - half, left + BAR - 1, middle + half - 1), INK)
    return image


def _peaks(source: Path, sniffed: Sniffed, limits: Limits) -> Iterator[int]:
    """The loudest of each fiftieth of a second."""
    even = AudioResampler(format="s16", layout="mono", rate=SAMPLES)
    waiting = array("h")
    with open_clip(source, sniffed, limits) as container:
        for frame in container.decode(audio=0):
            for plain in even.resample(frame):
                waiting.frombytes(bytes(plain.planes[0])[: plain.samples * 2])
            whole = len(waiting) - len(waiting) % BLOCK
            for at in range(0, whole, BLOCK):
                block = waiting[at : at + BLOCK]
                yield max(max(block), -min(block))
            del waiting[:whole]
