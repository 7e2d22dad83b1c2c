import io

import pytest
from django.test import Client
from django_q.models import OrmQ
from PIL import Image

from studio.models import Asset
from tests.web import support


def test_an_upload_becomes_an_asset_of_its_author_alone(as_alice, as_bob, alice, settings):
    answer = as_alice.upload(support.picture(), "my photo.png")

    shown = answer.json()
    row = Asset.objects.get()
    assert answer.status_code == 201
    assert (shown["origin"], shown["kind"], shown["mime"]) == ("upload", "image", "image/png")
    assert (shown["width"], shown["height"], shown["name"]) == (8, 6, "my photo.png")
    assert (settings.FILE_ROOT / row.key).stat().st_size == row.bytes
    assert as_bob.get(f"/assets/{row.pk}").status_code == 404
    assert OrmQ.objects.filter(key="media").count() == 1


def test_metadata_does_not_survive(as_alice, settings):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "canary description"
    Image.new("RGB", (8, 6), "red").save(file, "JPEG", exif=exif)

    as_alice.upload(file.getvalue(), "photo.jpg")

    stored = (settings.FILE_ROOT / Asset.objects.get().key).read_bytes()
    assert b"canary" in file.getvalue()
    assert b"canary" not in stored


def test_the_same_file_is_kept_once(as_alice, as_bob):
    first = as_alice.upload(support.picture()).json()
    again = as_alice.upload(support.picture()).json()
    other = as_bob.upload(support.picture()).json()

    assert first["id"] == again["id"] != other["id"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg"),
        (b"<html><script>alert(1)</script>", "picture.png"),
        (b"%PDF-1.7", "paper.pdf"),
        (b"PK\x03\x04", "archive.zip"),
        (b"#EXTM3U\nhttp://169.254.169.254/", "clip.m3u8"),
    ],
)
def test_only_pictures_clips_and_sounds_are_taken(as_alice, content, name):
    answer = as_alice.upload(content, name)

    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_type")
    assert not Asset.objects.exists()


def test_a_damaged_picture_is_refused_with_a_reason(as_alice, settings):
    answer = as_alice.upload(support.picture(size=(300, 200))[:-60])

    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["file"]
    assert list(settings.SCRATCH.iterdir()) == []


def test_a_file_that_is_too_large_is_not_even_looked_at(as_alice, settings):
    settings.UPLOAD_MAX_BYTES = 10

    answer = as_alice.upload(support.picture())

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_that_announces_too_much_is_not_read(as_alice, settings):
    settings.UPLOAD_MAX_BYTES = -1_000_000

    assert as_alice.upload(support.picture()).status_code == 413


def test_an_upload_is_a_file_in_a_form(as_alice):
    as_json = as_alice.post("/uploads", {"file": "x"})
    empty = as_alice.client.post("/api/v1/uploads", {}, headers=as_alice.headers)

    assert (as_json.status_code, as_json.json()["code"]) == (415, "unsupported_type")
    assert (empty.status_code, list(empty.json()["fields"])) == (422, ["file"])


def test_viewers_do_not_upload(as_viewer):
    assert as_viewer.upload(support.picture()).status_code == 403


def test_a_strangers_upload_is_refused_unread(db):
    answer = Client().post("/api/v1/uploads", {"file": io.BytesIO(b"x")})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


def test_an_odd_name_is_only_text(as_alice):
    shown = as_alice.upload(support.picture(), "a" * 300 + ".png").json()

    assert len(shown["name"]) <= 120
