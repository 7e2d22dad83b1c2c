import json
import struct
import subprocess
import sys
import zlib

import av
import pytest
from PIL import Image, ImageChops, PngImagePlugin

from studio import media
from studio.media import Limits, MediaError, boxes, jail

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


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_cut_short_is_damaged(tmp_path, form):
    path = tmp_path / "a"
    TILE.resize((256, 256)).save(path, form)

    assert code(lambda: media.probe(cut(path))) == "damaged"


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "libx264"), ("a.webm", "libvpx")])
def test_a_clip_cut_short_is_damaged(tmp_path, name, codec):
    path = clip(tmp_path / name, 2, (128, 96), codec, noise=True)

    assert code(lambda: media.probe(cut(path))) == "damaged"


def test_a_clip_that_begins_with_its_index_and_lost_its_end_is_damaged(tmp_path):
    source, path = clip(tmp_path / "a.mp4", 2, noise=True), tmp_path / "fast.mp4"
    with (
        av.open(str(source)) as read,
        av.open(str(path), "w", options={"movflags": "faststart"}) as written,
    ):
        track = written.add_stream_from_template(read.streams.video[0])
        for packet in read.demux(video=0):
            if packet.dts is not None:
                packet.stream = track
                written.mux(packet)

    assert path.read_bytes().index(b"moov") < path.read_bytes().index(b"mdat")
    assert code(lambda: media.probe(cut(path, 0.7))) == "damaged"


def test_a_playlist_that_calls_itself_a_clip_is_refused(tmp_path):
    path = tmp_path / "a.mp4"
    secret = tmp_path / "secret.mp4"
    clip(secret)
    for text in (f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n", f"ffconcat version 1.0\nfile {secret}"):
        path.write_text(text)
        assert code(lambda: media.probe(path)) == "unknown_type"
        path.write_bytes(b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + text.encode())
        assert code(lambda: media.probe(path)) == "damaged"


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


@pytest.mark.parametrize("side", [8_100, 30_000])
def test_a_decompression_bomb_is_refused(tmp_path, side):
    path = bomb(tmp_path / "a.png", side)

    assert code(lambda: media.probe(path)) == "too_large"
    assert code(lambda: media.clean_upload(path, tmp_path / "b.png")) == "too_large"


def test_the_limits_of_pixels_and_length_can_be_set(tmp_path):
    picture, film = still(tmp_path / "a.png", (100, 100)), clip(tmp_path / "a.mp4", 2)

    assert code(lambda: media.probe(picture, Limits(pixels=9_999))) == "too_large"
    assert code(lambda: media.probe(film, Limits(pixels=3_000))) == "too_large"
    assert code(lambda: media.probe(film, Limits(duration=1))) == "too_long"


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


def test_a_script_hidden_in_a_picture_does_not_survive(tmp_path):
    path, target = tmp_path / "a.png", tmp_path / "b.png"
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "<script>alert(1)</script>")
    still(path, pnginfo=note)
    path.write_bytes(path.read_bytes() + b"<script>alert(2)</script>")

    sniffed = media.clean_upload(path, target).type

    assert sniffed.mime == "image/png"
    assert b"<script>" in path.read_bytes()
    assert b"script" not in target.read_bytes()
    assert Image.open(target).getpixel((5, 5)) == RED


def test_a_photo_loses_its_place_and_keeps_its_way_up(tmp_path):
    path, target = tmp_path / "a.jpg", tmp_path / "b.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (51.0, 28.0, 38.0)
    photo = Image.new("RGB", (80, 40), RED)
    photo.paste((0, 0, 250), (0, 0, 40, 40))
    photo.save(path, exif=exif)

    sniffed = media.clean_upload(path, target).type

    with Image.open(path) as given, Image.open(target) as cleaned:
        assert given.getexif().get_ifd(0x8825)
        assert (sniffed.extension, cleaned.size) == ("jpg", (40, 80))
        assert not cleaned.getexif() and "exif" not in cleaned.info
        assert cleaned.getpixel((20, 5))[2] > 200  # the blue left half is now on top


@pytest.mark.parametrize(
    ("form", "kept"), [("WEBP", "webp"), ("GIF", "png"), ("AVIF", "png"), ("PNG", "png")]
)
def test_an_upload_is_encoded_anew_and_no_longer_than_allowed(tmp_path, form, kept):
    path, target = still(tmp_path / "a", (400, 100), form), tmp_path / "kept"

    sniffed = media.clean_upload(path, target, Limits(longest_edge=200)).type

    assert sniffed.extension == kept
    assert media.sniff(target.read_bytes()[:64]) == sniffed
    with Image.open(target) as cleaned:
        assert cleaned.size == (200, 50)


def test_a_clip_and_a_sound_are_kept_as_they_are(tmp_path):
    film, tone = clip(tmp_path / "a.mp4"), sound(tmp_path / "b.mp4", "aac", "mp4")

    kept = media.clean_upload(film, tmp_path / "c"), media.clean_upload(tone, tmp_path / "d")

    assert [(item.type.kind, item.type.extension) for item in kept] == [
        ("video", "mp4"),
        ("audio", "m4a"),
    ]
    assert (tmp_path / "c").stat().st_size == film.stat().st_size
    assert media.probe(tmp_path / "c") == media.probe(film)


@pytest.mark.parametrize("form", ["mp4", "mov"])
def test_a_clip_forgets_where_it_was_taken(tmp_path, form):
    place = {"location": "+51.4778-000.0014/", "title": "canary"}
    film = clip(tmp_path / f"a.{form}", form=form, notes=place)

    media.clean_upload(film, tmp_path / "b")

    given, kept = film.read_bytes(), (tmp_path / "b").read_bytes()
    assert b"canary" in given and (b"+51.4778" in given or form == "mp4")
    assert b"+51.4778" not in kept and b"canary" not in kept
    assert len(given) == len(kept)
    assert media.probe(tmp_path / "b") == media.probe(film)


def test_boxes_of_impossible_sizes_end_the_search(tmp_path):
    film = clip(tmp_path / "a.mp4")
    film.write_bytes(film.read_bytes() + bytes([0, 0, 0, 3]) + b"moov" + bytes(4))

    boxes.forget_places(film, media.sniff(film.read_bytes()))

    assert media.probe(film).kind == "video"


def test_a_damaged_upload_leaves_no_file(tmp_path):
    path = still(tmp_path / "a.png", (300, 300))

    assert code(lambda: media.clean_upload(cut(path), tmp_path / "b.png")) == "damaged"
    assert not (tmp_path / "b.png").exists()


def test_a_picture_gets_three_smaller_forms(tmp_path):
    path = still(tmp_path / "a.jpg", (3200, 1800), "JPEG")

    found = media.derive(path, tmp_path / "out", "image")

    sizes = {name: (item.width, item.height) for name, item in found.items()}
    assert sizes == {"t240": (427, 240), "t480": (853, 480), "p1600": (1600, 900)}
    for item in found.values():
        with Image.open(item.path) as small:
            assert (small.format, small.size) == ("WEBP", (item.width, item.height))
        assert (item.bytes, item.mime) == (item.path.stat().st_size, "image/webp")


def test_a_small_picture_is_never_enlarged(tmp_path):
    found = media.derive(still(tmp_path / "a.png", (90, 30)), tmp_path / "out", "image")

    assert {(item.width, item.height) for item in found.values()} == {(90, 30)}


def test_smaller_forms_keep_alpha_and_the_way_up(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 8
    path = still(tmp_path / "a.png", (600, 300), mode="RGBA", color=(9, 9, 9, 40), exif=exif)

    found = media.derive(path, tmp_path / "out", "image")

    with Image.open(found["t240"].path) as small:
        assert (small.mode, small.size) == ("RGBA", (120, 240))


@pytest.mark.parametrize("mode", ["I;16", "CMYK", "L", "LA", "1", "P"])
def test_every_mode_of_a_picture_gets_thumbnails(tmp_path, mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    color = {"I;16": 32768, "CMYK": (0, 0, 0, 100), "LA": (128, 255)}.get(mode, 1)
    path = still(tmp_path / "a", (40, 40), form, mode, color)

    found = media.derive(path, tmp_path / "out", "image")

    middle = Image.open(found["t240"].path).convert("RGB").getpixel((20, 20))[0]
    assert len(found) == 3
    assert mode not in ("I;16", "LA") or abs(middle - 128) < 6


def test_a_poster_skips_the_black_beginning(tmp_path):
    path = clip(tmp_path / "a.mp4", 2, (320, 180), black=10)

    found = media.derive(path, tmp_path / "out", "video")

    assert set(found) == {"poster", "t240", "p1600", "hover"}
    poster = Image.open(found["poster"].path).convert("RGB")
    assert poster.size == (320, 180)
    assert poster.getpixel((50, 50))[0] > 90


def test_a_clip_that_is_black_throughout_still_gets_a_poster(tmp_path):
    path = clip(tmp_path / "a.mp4", 1, black=99)

    assert media.derive(path, tmp_path / "out", "video")["poster"].width == 64


def test_the_hover_clip_is_short_small_and_silent(tmp_path):
    path = clip(tmp_path / "a.mp4", 8, (854, 640), noise=True)

    hover = media.derive(path, tmp_path / "out", "video")["hover"]

    found, content = media.probe(hover.path), hover.path.read_bytes()
    assert (found.width, found.height, found.has_audio) == (hover.width, 480, False)
    assert 5.5 < found.duration <= 6.1
    assert hover.bytes <= 1_600_000
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize(("codec", "form"), [("libmp3lame", "mp3"), ("aac", "ipod")])
def test_a_sound_is_drawn(tmp_path, codec, form):
    tone = sound(tmp_path / "a", codec, form)

    found = media.derive(tone, tmp_path / "out", "audio")

    assert list(found) == ["t240"]
    with Image.open(found["t240"].path) as drawn:
        assert drawn.size == (480, 96)
        heights = [drawn.crop((x, 0, x + 1, 96)).getbbox() for x in (100, 300)]
        assert all(10 < bottom - top < 60 for _, top, _, bottom in heights)


def test_too_much_memory_ends_the_child_and_not_us(tmp_path):
    path = still(tmp_path / "a.png", (6000, 6000))

    assert code(lambda: media.probe(path, Limits(memory=300_000_000))) == "too_large"


def test_too_much_computing_ends_the_child_and_not_us(tmp_path):
    path = clip(tmp_path / "a.mp4", 6, (2560, 1440), noise=True)

    found = code(lambda: media.derive(path, tmp_path / "out", "video", Limits(cpu=1)))

    assert found == "timeout"


def test_too_long_a_wait_ends_the_child_and_not_us(tmp_path):
    path = still(tmp_path / "a.png")

    assert code(lambda: media.probe(path, Limits(wall=0.01))) == "timeout"


def test_too_large_a_result_is_refused(tmp_path):
    path = tmp_path / "a.png"
    Image.effect_noise((600, 600), 90).save(path)

    found = code(lambda: media.clean_upload(path, tmp_path / "b", Limits(file_size=50_000)))

    assert found == "too_large"
    assert not (tmp_path / "b").exists()


def test_a_crash_of_the_child_is_a_damaged_file(tmp_path, monkeypatch):
    ended = subprocess.CompletedProcess([], -11, b"", b"Segmentation fault")
    monkeypatch.setattr(jail, "_spawn", lambda arguments, wall: ended)

    assert code(lambda: media.probe(tmp_path / "a.png")) == "damaged"


def test_a_missing_file_or_folder_is_our_own_trouble(tmp_path):
    path = still(tmp_path / "a.png")
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(FileNotFoundError):
        media.probe(tmp_path / "none.png")
    with pytest.raises(OSError):
        media.derive(path, tmp_path / "file" / "out", "image")


def test_the_child_imports_no_django():
    code = (
        "import json, sys, studio.media.child, studio.media.proof, studio.media.renditions,"
        " studio.media.cleaning; print(json.dumps([n for n in sys.modules if 'django' in n]))"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=jail.ROOT)

    assert json.loads(ended.stdout) == []


def test_the_child_loads_nothing_that_it_does_not_need():
    """Every file that is kept starts one or two."""
    found = subprocess.run(
        [sys.executable, "-c", "import sys, studio.media.child; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert {"django", "pydantic", "PIL", "av"} & set(found.stdout.split()) == set()
