"""An upload is encoded anew: what it hides does not survive, what is seen does."""

import pytest
from PIL import Image, PngImagePlugin

from studio import media
from studio.media import Limits, boxes
from tests.studio.media_files import RED, clip, code, cut, sound, still


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
