"""A file is known by its content: its type, its measures, and what it carries along."""

import struct
import zlib

import pytest
from PIL import Image

from studio import media
from tests.studio.media_files import clip, code, sound, still


@pytest.mark.parametrize(
    ("form", "mime"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("WEBP", "image/webp"),
        ("GIF", "image/gif"),
        ("AVIF", "image/avif"),
    ],
)
def test_a_picture_is_known_by_its_content(tmp_path, form, mime):
    path = still(tmp_path / "name.txt", (70, 50), form)

    found = media.probe(path)

    assert media.sniff(path.read_bytes()[: media.HEAD]).mime == mime
    assert (found.kind, found.mime, found.width, found.height) == ("image", mime, 70, 50)
    assert (found.frames, found.duration, found.c2pa) == (1, None, False)


@pytest.mark.parametrize(
    ("form", "codec", "mime", "extension"),
    [
        ("mp4", "libx264", "video/mp4", "mp4"),
        ("mov", "libx264", "video/quicktime", "mov"),
        ("webm", "libvpx", "video/webm", "webm"),
        ("matroska", "libx264", "video/x-matroska", "mkv"),
    ],
)
def test_a_clip_is_known_by_its_content(tmp_path, form, codec, mime, extension):
    path = clip(tmp_path / "name", codec=codec, form=form)

    sniffed, found = media.sniff(path.read_bytes()[: media.HEAD]), media.probe(path)

    assert (sniffed.kind, sniffed.mime, sniffed.extension) == ("video", mime, extension)
    assert (found.kind, found.mime, found.width, found.height) == ("video", mime, 64, 48)
    assert found.duration == pytest.approx(1, abs=0.1)
    assert not found.has_audio


@pytest.mark.parametrize(
    ("form", "codec", "mime"),
    [
        ("mp3", "libmp3lame", "audio/mpeg"),
        ("wav", "pcm_s16le", "audio/wav"),
        ("ipod", "aac", "audio/mp4"),
        ("mp4", "aac", "audio/mp4"),
    ],
)
def test_a_sound_is_known_by_its_content(tmp_path, form, codec, mime):
    path = sound(tmp_path / "name", codec, form)

    found = media.probe(path)

    assert (found.kind, found.mime, found.width, found.has_audio) == ("audio", mime, None, True)
    assert found.duration == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    "brand", [b"isom", b"iso5", b"dash", b"mp42", b"avc1", b"M4V ", b"qt  ", b"M4A ", b"avif"]
)
def test_every_brand_of_the_iso_family_is_known(brand):
    kinds = {b"M4A ": "audio", b"avif": "image"}

    found = media.sniff(struct.pack(">I", 16) + b"ftyp" + brand + bytes(20))

    assert found.kind == kinds.get(brand, "video")


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><script>",
        b"<?xml version='1.0'?>",
        b"%PDF-1.7",
        b"PK\x03\x04" + bytes(30),
        b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd",
        b"ffconcat version 1.0\nfile /etc/passwd",
        b"\x00\x00\x00\x18ftypheic" + bytes(20),
        b"RIFF\x00\x00\x00\x00AVI LIST",
        b"\xff\xfe<\x00s\x00",
        b"\x1a\x45\xdf\xa3 anything",
        b"OggS" + bytes(24) + b"\x80theora",
    ],
)
def test_other_types_are_unknown(tmp_path, head):
    path = tmp_path / "picture.png"
    path.write_bytes(head)

    assert media.sniff(head) is None
    assert code(lambda: media.probe(path)) == "unknown_type"


def test_any_beginning_of_a_file_can_be_sniffed(tmp_path):
    heads = [clip(tmp_path / "a.webm", codec="libvpx").read_bytes(), b"\xff\xfb\x90\x00", b"OggS"]

    for head in heads:
        for length in range(64):
            media.sniff(head[:length])


def test_only_a_picture_with_a_clear_pixel_has_alpha(tmp_path):
    clear = still(tmp_path / "clear.png", mode="RGBA", color=(1, 2, 3, 128))
    opaque = still(tmp_path / "opaque.png", mode="RGBA", color=(1, 2, 3, 255))
    palette = tmp_path / "palette.gif"
    Image.new("P", (8, 8), 0).save(palette, transparency=0)

    assert media.probe(clear).has_alpha
    assert not media.probe(opaque).has_alpha
    assert media.probe(palette).has_alpha


def test_an_animation_tells_its_frames(tmp_path):
    path = tmp_path / "a.webp"
    shades = [Image.new("RGB", (32, 32), (shade, 0, 0)) for shade in (10, 90, 200)]
    shades[0].save(path, save_all=True, append_images=shades[1:], duration=100)

    assert media.probe(path).frames == 3


def test_a_turned_photo_is_measured_as_it_is_seen(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = still(tmp_path / "a.jpg", (80, 40), "JPEG", exif=exif)

    found = media.probe(path)

    assert (found.width, found.height) == (40, 80)


def test_content_credentials_are_seen_in_every_container(tmp_path):
    png, jpeg, webp, film = (
        still(tmp_path / "a.png"),
        still(tmp_path / "a.jpg", form="JPEG"),
        still(tmp_path / "a.webp", form="WEBP"),
        clip(tmp_path / "a.mp4"),
    )
    manifest = b"\x00\x00\x00\x30jumb\x00\x00\x00\x28jumdc2pa" + bytes(30)
    body = png.read_bytes()
    chunk = b"caBX" + manifest
    chunk = struct.pack(">I", len(manifest)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    png.write_bytes(body[:33] + chunk + body[33:])
    body = jpeg.read_bytes()
    segment = b"\xff\xeb" + struct.pack(">H", len(manifest) + 10) + b"JP\x00\x01\x00\x00\x00\x01"
    jpeg.write_bytes(body[:2] + segment + manifest + body[2:])
    body = webp.read_bytes() + b"C2PA" + struct.pack("<I", len(manifest)) + manifest
    webp.write_bytes(body[:4] + struct.pack("<I", len(body) - 8) + body[8:])
    uuid = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
    box = struct.pack(">I", 24 + len(manifest)) + b"uuid" + uuid + manifest
    film.write_bytes(film.read_bytes() + box)

    for path in (png, jpeg, webp, film):
        assert media.probe(path).c2pa, path.name
