"""A shorter clip or sound, encoded anew: a copy could begin only where the source has a key frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from studio.media.clip import film, open_clip, picture_of
from studio.media.errors import Limits, MediaError
from studio.media.sniff import MP3, MP4, Sniffed

TICKS = 1_000_000  # of a container's seek in a second
FASTEST = 60  # frames a second
SAMPLES = 44_100  # of sound in a second
PICTURES = {"preset": "veryfast", "crf": "18", "threads": "2"}


def write(
    source: Path, sniffed: Sniffed, target: Path, span: tuple[float, float], limits: Limits
) -> Sniffed:
    """An MP4, or an MP3 of a sound: every vendor reads those."""
    kept = MP4 if sniffed.kind == "video" else MP3
    options = {"movflags": "+faststart"} if kept is MP4 else {}
    with open_clip(source, sniffed, limits) as container:
        moving = film(container) if kept is MP4 else None
        sound = next(iter(container.streams.audio), None)
        with av.open(str(target), "w", format=kept.extension, options=options) as result:
            seen = Film(result, moving) if moving else None
            heard = Sound(result, kept) if sound else None
            _carry(_between(container, (moving, sound), span), seen, heard)
            if not (seen and seen.written) and not (heard and heard.written and not moving):
                raise MediaError("nothing_left")
    return kept


@dataclass(slots=True)
class Film:
    """The moving picture, at a steady rate, upright."""

    result: OutputContainer
    source: VideoStream
    track: VideoStream = field(init=False)
    written: int = 0
    last: int = -1

    def __post_init__(self) -> None:
        rate = min(Fraction(self.source.average_rate or 30), Fraction(FASTEST))
        self.track = self.result.add_stream(
            "libx264", rate=rate.limit_denominator(1001), options=PICTURES
        )
        self.track.pix_fmt = "yuv420p"

    def add(self, frame: VideoFrame, moment: float) -> None:
        place = round(moment * float(self.track.average_rate or FASTEST))
        if place <= self.last:
            return
        if frame.rotation:
            frame = VideoFrame.from_image(picture_of(frame))  # type: ignore[no-untyped-call]
        if not self.written:
            self.track.width, self.track.height = frame.width // 2 * 2, frame.height // 2 * 2
        self.last, self.written = place, self.written + 1
        plain = frame.reformat(self.track.width, self.track.height, "yuv420p")
        plain.pts, plain.time_base = place, 1 / Fraction(self.track.average_rate or FASTEST)
        plain.pict_type = PictureType.NONE  # the encoder's choice, not the source's
        self.result.mux(self.track.encode(plain))

    def end(self) -> None:
        if self.written:
            self.result.mux(self.track.encode(None))


@dataclass(slots=True)
class Sound:
    result: OutputContainer
    kept: Sniffed
    track: AudioStream = field(init=False)
    even: AudioResampler = field(init=False)
    written: int = 0

    def __post_init__(self) -> None:
        codec = "aac" if self.kept is MP4 else "libmp3lame"
        track = self.result.add_stream(codec, rate=SAMPLES, layout="stereo")
        self.track = cast("AudioStream", track)
        self.even = AudioResampler(format="s16p", layout="stereo", rate=SAMPLES)

    def add(self, frame: AudioFrame, _moment: float) -> None:
        for plain in self.even.resample(frame):
            plain.pts, plain.time_base = self.written, Fraction(1, SAMPLES)
            self.written += plain.samples
            self.result.mux(self.track.encode(plain))

    def end(self) -> None:
        if self.written:
            self.result.mux(self.track.encode(None))


def _carry(
    frames: Iterator[tuple[VideoFrame | AudioFrame, float]], seen: Film | None, heard: Sound | None
) -> None:
    for frame, moment in frames:
        if isinstance(frame, VideoFrame):
            if seen:
                seen.add(frame, moment)
        elif heard:
            heard.add(frame, moment)
    for part in (seen, heard):
        if part:
            part.end()


def _between(
    container: InputContainer,
    streams: tuple[VideoStream | None, AudioStream | None],
    span: tuple[float, float],
) -> Iterator[tuple[VideoFrame | AudioFrame, float]]:
    """The frames that begin within the span, each with its moment in it."""
    start, end = span
    begin = (container.start_time or 0) / TICKS
    container.seek(int((start + begin) * TICKS))
    open_ = {stream.index: stream for stream in streams if stream}
    for packet in container.demux(list(open_.values())):
        if packet.stream.index not in open_:
            continue
        for frame in packet.decode():
            if not isinstance(frame, VideoFrame | AudioFrame) or frame.time is None:
                continue
            moment = frame.time - begin - start
            if moment >= end - start:
                open_.pop(packet.stream.index, None)
            elif moment >= 0:
                yield frame, moment
        if not open_:
            return
