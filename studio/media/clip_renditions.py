"""The stills and the short loop of a clip. Runs in the child."""

from __future__ import annotations

from pathlib import Path

from av.video.frame import VideoFrame
from PIL import Image, ImageStat

from studio.media.clip import film, frames, open_clip, picture_of
from studio.media.errors import Limits, MediaError
from studio.media.hover import write_hover
from studio.media.sniff import Sniffed

__all__ = ["poster", "write_hover"]

BLACK = 16  # a frame of this mean brightness, of 255, shows nothing
LOOKED_AT = 240  # frames, before the brightest of them has to do


def poster(source: Path, sniffed: Sniffed, limits: Limits) -> Image.Image:
    """The first frame that is not black, or the brightest of those looked at."""
    brightest, best = -1.0, None
    with open_clip(source, sniffed, limits) as container:
        stream = film(container)
        for number, frame in enumerate(frames(container, stream) if stream else ()):
            light = _brightness(frame)
            if light > brightest:
                brightest, best = light, frame
            if light > BLACK or number >= LOOKED_AT:
                break
        if best is None:
            raise MediaError("damaged")
        return picture_of(best)


def _brightness(frame: VideoFrame) -> float:
    small = picture_of(frame.reformat(width=64, height=36, format="gray"))
    return ImageStat.Stat(small.convert("L")).mean[0]
