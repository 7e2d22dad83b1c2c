"""Small files of every kind, made on the spot, and what is said of bad ones."""

import struct
import zlib

import av
import pytest
from PIL import Image, ImageChops

from studio.media import MediaError

RED = (200, 40, 40)


TILE = Image.effect_noise((32, 32), 80).convert("RGB")


def still(path, size=(64, 48), form="PNG", mode="RGB", color=RED, **options):
    Image.new(mode, size, color).save(path, form, **options)
    return path


def clip(
    path, seconds=1.0, size=(64, 48), codec="libx264", form=None, black=0, noise=False, notes=()
):
    grain = TILE.resize(size) if noise else None
    with av.open(str(path), "w", format=form) as container:
        container.metadata.update(notes)
        track = container.add_stream(codec, rate=12)
        track.width, track.height, track.pix_fmt = *size, "yuv420p"
        track.options = {"preset": "ultrafast"} if noise else {}
        for number in range(int(seconds * 12)):
            shade = (0, 0, 0) if number < black else (120 + number % 90, 90, 140)
            picture = Image.new("RGB", size, shade)
            if grain:
                picture = ImageChops.offset(grain, number * 7, number * 5)
            container.mux(track.encode(av.VideoFrame.from_image(picture)))
        container.mux(track.encode())
    return path


def sound(path, codec, form, seconds=1):
    with av.open(str(path), "w", format=form) as container:
        track = container.add_stream(codec, rate=44100, layout="mono")
        resampler = av.AudioResampler(track.format, "mono", 44100, track.frame_size or 1024)
        for number in range(seconds * 43):
            frame = av.AudioFrame("s16", "mono", 1024)
            frame.planes[0].update(struct.pack("<1024h", *range(0, 10240, 10)))
            frame.sample_rate, frame.pts = 44100, number * 1024
            for part in resampler.resample(frame):
                container.mux(track.encode(part))
        container.mux(track.encode())
    return path


def code(action):
    with pytest.raises(MediaError) as caught:
        action()
    assert caught.value.message
    return caught.value.code


def cut(path, share=0.6):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def bomb(path, side):
    """A tiny PNG that says it is huge."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = zlib.compress(bytes(1000))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", rows), chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))
    return path
