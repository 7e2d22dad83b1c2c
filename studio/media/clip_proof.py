"""Proves that a clip or a sound is whole, and reads its shape and length. Runs in the child."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from studio.media.clip import film, frames, open_clip
from studio.media.errors import Limits, MediaError
from studio.media.sniff import MP3, SOUND_ONLY, Sniffed

Frame = TypeVar("Frame")

TICKS = 1_000_000  # of a container's duration in a second


def facts(source: Path, sniffed: Sniffed, limits: Limits) -> dict[str, Any]:
    with open_clip(source, sniffed, limits) as container:
        stream = film(container) if sniffed.kind == "video" else None
        found: dict[str, Any] = {"has_audio": bool(container.streams.audio)}
        if stream:
            found |= _shape(stream, _first(frames(container, stream)))
        else:
            sound = SOUND_ONLY.get(sniffed, sniffed)
            found |= {"kind": sound.kind, "mime": sound.mime}
            _first(container.decode(audio=0) if found["has_audio"] else iter(()))
    return found | {"duration": _duration(source, sniffed, limits)}


def _first(decoded: Iterator[Frame]) -> Frame:
    for frame in decoded:
        return frame
    raise MediaError("damaged")


def _shape(stream: VideoStream, frame: VideoFrame) -> dict[str, Any]:
    width, height = frame.width, frame.height
    if frame.rotation % 180:
        width, height = height, width
    alpha = stream.metadata.get("alpha_mode") == "1"
    alpha = alpha or any(part.is_alpha for part in frame.format.components)
    return {"kind": "video", "width": width, "height": height, "has_alpha": alpha}


def _duration(source: Path, sniffed: Sniffed, limits: Limits) -> float:
    """The length in seconds, from the packets themselves near the end of the file.

    A header may name a length that the file, cut short, no longer has; and a recorder's
    file may name none, in which case every packet is looked at.
    """
    with open_clip(source, sniffed, limits) as container:
        told = (container.duration or 0) / TICKS
        if told > limits.duration:
            raise MediaError("too_long")
        if told > 10:
            container.seek(int((told - 5) * TICKS))
        found = _last_moment(container, limits)
    if sniffed != MP3 and found < told - max(0.5, told / 20):  # an MP3's length is a guess
        raise MediaError("damaged")
    return round(told or found, 3)


def _last_moment(container: InputContainer, limits: Limits) -> float:
    begin = (container.start_time or 0) / TICKS
    last = 0.0
    for packet in container.demux():
        if packet.pts is None or not packet.time_base:
            continue
        end = float((packet.pts + (packet.duration or 0)) * packet.time_base) - begin
        last = max(last, end)
        if last > limits.duration:
            raise MediaError("too_long")
    return last
