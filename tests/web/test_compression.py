"""What goes over the wire in fewer bytes, and what goes as it is."""

import gzip

import pytest

from tests.web.pages import person
from tests.web.support import asset, run

ASKING = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_sent_in_a_fraction_of_its_bytes(alice, grs):
    browser = person(alice)
    answer = browser.get("/studio/", headers=ASKING)

    page = gzip.decompress(answer.content)
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert b"data-composer" in page
    assert len(answer.content) < len(page) / 3


def test_who_does_not_ask_gets_the_page_as_it_is(alice, grs):
    answer = person(alice).get("/studio/")

    assert "Content-Encoding" not in answer
    assert b"data-composer" in answer.content


def test_answers_of_the_api_are_compressed(alice, grs, as_alice):
    answer = as_alice.client.get("/api/v1/models", headers=as_alice.headers | ASKING)

    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).startswith(b"[{")


def test_the_length_of_a_page_is_blurred(client, db):
    """Otherwise it would tell how much of a guess the page holds already."""
    lengths = {len(client.get("/login/", headers=ASKING).content) for _ in range(20)}

    assert max(lengths) - min(lengths) > 10


def test_nobody_elses_page_can_fetch_ours_as_somebody(settings):
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize("sendfile", [True, False])
def test_a_file_keeps_its_length_and_its_parts(alice, grs, settings, sendfile):
    settings.SENDFILE = sendfile
    made = asset(alice, run(alice).tasks.get(), content=b"0" * 5000)

    answer = person(alice).get(f"/a/{made.pk}/file", headers=ASKING)
    answer.close()

    assert "Content-Encoding" not in answer
    assert answer["ETag"].startswith('"')
