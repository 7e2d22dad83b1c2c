"""The short, small, silent clip that plays while the pointer rests on a tile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from studio.media.clip import film, frames, open_clip, picture_of
from studio.media.errors import Limits, MediaError
from studio.media.picture import within
from studio.media.sniff import Sniffed

SECONDS = 6
FASTEST = 30  # frames a second
BOX = (1280, 480)
# Six seconds at this rate stay under 1.5 MB.
OPTIONS = {
    "preset": "veryfast",
    "crf": "26",
    "maxrate": "1800k",
    "bufsize": "1800k",
    "threads": "2",
}


def write_hover(source: Path, sniffed: Sniffed, path: Path, limits: Limits) -> tuple[int, int]:
    """Write it as an MP4 that starts before it is read to its end; say its size."""
    with open_clip(source, sniffed, limits) as container:
        stream = film(container)
        if stream is None:
            raise MediaError("damaged")
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as result:
            track = None
            for place, frame in _picked(frames(container, stream)):
                track = track or _track(result, _size(frame))
                result.mux(track.encode(_small(frame, track, place)))
            if track is None:
                raise MediaError("damaged")
            result.mux(track.encode(None))
            return track.width, track.height


def _picked(source: Iterable[VideoFrame]) -> Iterator[tuple[int, VideoFrame]]:
    """The frames of the first seconds, at most one for each place in the new clip."""
    begin, last = None, -1
    for number, frame in enumerate(source):
        shown = cast("float | None", frame.time)  # the stubs promise too much
        time = number / FASTEST if shown is None else shown
        begin = time if begin is None else begin
        place = round((time - begin) * FASTEST)
        if place >= SECONDS * FASTEST:
            return
        if place > last:
            last = place
            yield place, frame


def _track(result: OutputContainer, size: tuple[int, int]) -> VideoStream:
    track = result.add_stream("libx264", rate=FASTEST, options=OPTIONS)
    track.width, track.height = size
    track.pix_fmt = "yuv420p"
    return track


def _size(frame: VideoFrame) -> tuple[int, int]:
    width, height = frame.width, frame.height
    if frame.rotation % 180:
        width, height = height, width
    small = within((width, height), BOX)
    return max(2, small[0] // 2 * 2), max(2, small[1] // 2 * 2)  # the codec halves both


def _small(frame: VideoFrame, track: VideoStream, place: int) -> VideoFrame:
    if frame.rotation:
        frame = VideoFrame.from_image(picture_of(frame))  # type: ignore[no-untyped-call]
    small = frame.reformat(width=track.width, height=track.height, format="yuv420p")
    small.pts, small.time_base = place, Fraction(1, FASTEST)
    small.pict_type = PictureType.NONE  # the encoder's choice, not the source's
    return small
