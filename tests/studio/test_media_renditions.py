"""The smaller forms of a file: thumbnails, previews, posters, hover clips and waves."""

import pytest
from PIL import Image

from studio import media
from tests.studio.media_files import clip, sound, still


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
