"""Opening a clip or a sound: one demuxer, local files only, few threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from studio.media.errors import Limits, MediaError
from studio.media.sniff import Sniffed

DEMUXERS = {
    **dict.fromkeys(("mp4", "mov", "m4a"), ("mov", "mov,mp4,m4a,3gp,3g2,mj2")),
    **dict.fromkeys(("webm", "mkv"), ("matroska", "matroska,webm")),
    "mp3": ("mp3", "mp3"),
    "wav": ("wav", "wav"),
    "ogg": ("ogg", "ogg"),
}
TURNS = {
    90: Image.Transpose.ROTATE_90,
    -90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    -180: Image.Transpose.ROTATE_180,
}


def open_clip(source: Path, sniffed: Sniffed, limits: Limits) -> InputContainer:
    """The container, by no other demuxer than the sniffed type's and no other protocol.

    A playlist that calls itself a clip would otherwise read our files or our network.
    """
    demuxer, allowed = DEMUXERS[sniffed.extension]
    options = {"format_whitelist": allowed, "protocol_whitelist": "file"}
    container = av.open(f"file:{source}", format=demuxer, container_options=options)
    for stream in container.streams.video:
        stream.thread_count = 2  # every thread takes address space, which is limited
        if stream.width * stream.height > limits.pixels:
            raise MediaError("too_large")
    return container


def film(container: InputContainer) -> VideoStream | None:
    """The moving picture; a sound file's cover is none."""
    found = (item for item in container.streams.video if not item.disposition & 0x400)
    return next(found, None)


def frames(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    stream.thread_type = "AUTO"
    yield from container.decode(stream)


def picture_of(frame: VideoFrame) -> Image.Image:
    """The frame as a viewer sees it."""
    image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    turn = TURNS.get(frame.rotation)
    return image.transpose(turn) if turn is not None else image
