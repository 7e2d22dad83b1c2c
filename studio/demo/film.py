"""Clips of the demo: the same scenes, their layers drifting."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from studio.demo.brush import Layer
from studio.demo.draw import compose, layers, lettering

RATE, LONG_RATE = 24, 12  # frames a second; a long clip would take long to draw
LONG = 6
LOUD_RATE = 44_100
OPTIONS = {"preset": "veryfast", "crf": "23", "threads": "1"}


def clip(
    size: tuple[int, int], scene: int, seed: str, caption: str, seconds: int, audio: bool
) -> bytes:
    """An H.264 MP4, with a silent track where sound was asked for."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "clip.mp4")  # the index comes first: that needs a real file
        with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
            rate = RATE if seconds <= LONG else LONG_RATE
            track = container.add_stream("libx264", rate=rate, options=OPTIONS)
            track.width, track.height, track.pix_fmt = *size, "yuv420p"
            sound = container.add_stream("aac", rate=LOUD_RATE, layout="stereo") if audio else None
            images = _moments(layers(size, scene, seed, seconds), lettering(size, caption), rate)
            _film(container, track, islice(images, seconds * rate))
            if sound:
                _silence(container, sound, seconds)
        return path.read_bytes()


def _moments(parts: list[Layer], sheet: Image.Image, rate: int) -> Iterator[Image.Image]:
    for number in count():
        image = compose(parts, number / rate)
        image.paste(sheet, (0, image.height - sheet.height), sheet)
        yield image


def _film(container: OutputContainer, track: VideoStream, images: Iterator[Image.Image]) -> None:
    rate = track.average_rate or Fraction(RATE)
    for number, image in enumerate(images):
        frame = VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
        frame.pts, frame.time_base = number, 1 / rate
        container.mux(track.encode(frame))
    container.mux(track.encode(None))


def _silence(container: OutputContainer, track: AudioStream, seconds: int) -> None:
    samples = 1024
    for number in range(seconds * LOUD_RATE // samples):
        frame = AudioFrame("fltp", "stereo", samples)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts = LOUD_RATE, number * samples
        container.mux(track.encode(frame))
    container.mux(track.encode(None))
