import pytest
from django.core import signing

from studio import references
from tests.web import support
from tests.web.support import browser

DERIVED = {
    "t240": {
        "key": "derivatives/aa/t.webp",
        "mime": "image/webp",
        "width": 1,
        "height": 1,
        "bytes": 3,
    }
}


@pytest.fixture
def picture(alice, grs):
    task = support.run(alice, 'a "red" fox / 红狐').tasks.select_related("offer__vendor").get()
    return support.asset(alice, task, derivatives=DERIVED)


def test_the_front_is_told_which_file_to_send(picture, bob, settings):
    answer = browser(bob).get(f"/a/{picture.pk}/file")

    assert answer["X-Sendfile"] == str(settings.FILE_ROOT / picture.key)
    assert answer["Content-Type"] == "image/png"


def test_without_a_front_django_sends_it(picture, bob, settings):
    settings.SENDFILE = False

    answer = browser(bob).get(f"/a/{picture.pk}/file")

    assert b"".join(answer.streaming_content) == b"picture"
    assert answer["Content-Type"] == "image/png"


@pytest.mark.parametrize("path", ["file", "t240"])
def test_a_file_is_harmless_and_cached_for_good(picture, bob, path):
    answer = browser(bob).get(f"/a/{picture.pk}/{path}")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["Content-Disposition"].startswith("inline")


def test_a_download_has_a_name_that_says_what_it_is(picture, bob):
    answer = browser(bob).get(f"/a/{picture.pk}/file?download=1")

    day, tail = f"{picture.created_at:%Y-%m-%d}", picture.pk.hex[:6]
    name = f"{day}_nano-banana-2_a-red-fox-%E7%BA%A2%E7%8B%90_{tail}.png"
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


def test_what_a_browser_has_is_not_sent_again(picture, bob):
    client = browser(bob)
    first = client.get(f"/a/{picture.pk}/file")

    again = client.get(f"/a/{picture.pk}/file", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert "X-Sendfile" not in again


def test_smaller_forms_have_a_type_of_their_own(picture, bob, settings):
    answer = browser(bob).get(f"/a/{picture.pk}/t240")

    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Sendfile"] == str(settings.FILE_ROOT / "derivatives/aa/t.webp")
    assert browser(bob).get(f"/a/{picture.pk}/t480").status_code == 404
    assert browser(bob).get(f"/a/{picture.pk}/secret").status_code == 404


def test_on_s3_a_short_signed_address_is_given(picture, bob, settings):
    settings.FILE_ROOT = None
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": "studio",
                "access_key": "key",
                "secret_key": "canary-secret",
                "endpoint_url": "http://127.0.0.1:9",
                "region_name": "eu-central-1",
                "querystring_expire": 900,
            },
        }
    }

    answer = browser(bob).get(f"/a/{picture.pk}/file?download=1")

    assert answer.status_code == 302
    assert "X-Amz-Signature" in answer["Location"] or "Signature=" in answer["Location"]
    assert "response-content-type=image%2Fpng" in answer["Location"]
    assert "attachment" in answer["Location"]
    assert "canary-secret" not in answer["Location"]
    assert answer["Cache-Control"] == "private, max-age=600"


def test_the_same_file_comes_from_the_api(picture, as_bob):
    answer = as_bob.get(f"/assets/{picture.pk}/file")
    head = as_bob.client.head(f"/api/v1/assets/{picture.pk}/file", headers=as_bob.headers)

    assert answer["X-Sendfile"] == head["X-Sendfile"]
    assert as_bob.get(f"/assets/{picture.pk}/t240")["Content-Type"] == "image/webp"


def test_a_vendor_fetches_a_reference_until_the_task_is_over(alice, grs, settings):
    settings.PUBLIC_URL = "https://studio.example.org"
    given = support.upload(alice)
    task = support.run(alice, references=[(given, "image")]).tasks.get()
    path = references.signed_url(task.pk, given.pk).removeprefix(settings.PUBLIC_URL)

    answer = browser().get(path)
    head = browser().head(path)
    support.finish(task)
    after = browser().get(path)

    assert (answer.status_code, head.status_code, after.status_code) == (200, 200, 404)
    assert answer["X-Sendfile"] == str(settings.FILE_ROOT / given.key)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert browser().post(path).status_code == 405


def test_a_reference_is_fetched_by_its_own_token_alone(alice, grs, settings):
    settings.PUBLIC_URL = "https://studio.example.org"
    given, other = support.upload(alice), support.asset(alice, content=b"other")
    task = support.run(alice, references=[(given, "image")]).tasks.get()
    foreign = references.signed_url(task.pk, other.pk).removeprefix(settings.PUBLIC_URL)
    forged = f"/r/{signing.dumps([str(task.pk), str(given.pk)], salt='elsewhere')}/"

    for path in (foreign, forged, "/r/x/"):
        assert browser().get(path).status_code == 404


def test_a_reference_expires(alice, grs, settings):
    settings.PUBLIC_URL = "https://studio.example.org"
    given = support.upload(alice)
    task = support.run(alice, references=[(given, "image")]).tasks.get()
    path = references.signed_url(task.pk, given.pk).removeprefix(settings.PUBLIC_URL)
    settings.REFERENCE_TTL = -1

    assert browser().get(path).status_code == 404
