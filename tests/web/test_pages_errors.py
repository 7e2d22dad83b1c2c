"""What a page says when it cannot be shown."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from studio.files import StorageTrouble
from studio.pace import TooFast
from tests.web import support
from tests.web.pages import html, person, said


@pytest.fixture
def fails(monkeypatch):
    """The usage page raises this."""

    def make(error):
        def raising(request):
            raise error

        monkeypatch.setattr("studio.views.account.usage.person", raising)

    return make


def test_our_own_fault_has_a_reference_that_is_in_the_log_too(alice, fails, caplog):
    fails(RuntimeError("boom"))

    with caplog.at_level(logging.ERROR):
        answer = person(alice).get("/usage/?cursor=x")

    reference = re.search(r"Reference: (\w{3}-\w{3})\.", said(answer)).group(1)
    assert answer.status_code == 500
    assert any(reference in record.getMessage() for record in caplog.records)
    assert 'href="/usage/?cursor=x"' in html(answer)
    assert "boom" not in html(answer)
    assert answer.headers["X-Reference"] == reference  # for who asked by a script


@pytest.mark.parametrize("error", [RuntimeError, OperationalError, StorageTrouble, TooFast(1)])
def test_what_went_wrong_stands_in_the_title_beside_the_name_of_the_site(alice, fails, error):
    fails(error)

    [title] = re.findall(r"<title>(.*?)</title>", html(person(alice).get("/usage/")))

    assert re.fullmatch(r"[^·]+ · Atelier", title)


def test_a_database_that_does_not_answer_is_not_available_just_now(alice, fails):
    fails(OperationalError("server closed the connection"))

    answer = person(alice).get("/usage/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert re.search(r'href="/usage/"[^>]*>Reload<', html(answer))
    assert "not available just now" in said(answer)


def test_a_storage_that_does_not_answer_is_not_available_just_now(alice, fails):
    fails(StorageTrouble("disk full"))

    assert person(alice).get("/usage/").status_code == 503


def test_who_is_too_fast_is_told_that_nothing_was_charged(alice, fails):
    fails(TooFast(17))

    answer = person(alice).get("/usage/")

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "17"
    assert "nothing was charged" in said(answer)


def test_what_lies_in_the_trash_is_gone_for_the_others(alice, bob, grs):
    deleted = timezone.now() - timedelta(days=2)
    asset = support.asset(alice, trashed_at=deleted)

    answer = person(bob).get(f"/a/{asset.pk}/")

    assert answer.status_code == 410
    assert re.search(f"This picture was deleted on {deleted.day} \\w+ by alice.", said(answer))


@pytest.mark.parametrize("way", ["a/{asset.pk}/trash/", "runs/{asset.run_id}/trash/"])
def test_an_admin_who_deleted_it_is_named(alice, bob, admin, grs, way):
    asset = support.asset(alice, support.run(alice).tasks.get())
    assert person(admin).post("/" + way.format(asset=asset)).status_code == 302

    assert "by admin." in said(person(bob).get(f"/a/{asset.pk}/"))


def test_who_may_only_look_is_told_whose_it_is(alice, bob, grs):
    alice.first_name = "Anna Kowalska"
    alice.save()
    answer = person(bob).post(f"/runs/{support.run(alice).pk}/trash/")

    assert answer.status_code == 403
    assert "Ask Anna Kowalska (owner) or an admin for access." in said(answer)


def test_what_was_never_theirs_is_not_said_to_be_gone(alice, mallory, grs):
    asset = support.asset(alice, visibility="me", trashed_at=timezone.now())

    assert person(mallory).get(f"/a/{asset.pk}/").status_code == 404


def test_a_forbidden_page_says_whom_to_ask(viewer, grs):
    answer = person(viewer).post("/studio/", {"prompt": "a fox"})

    assert answer.status_code == 403
    assert "You can't open this." in said(answer)
    assert 'href="/help/#ask"' in html(answer)


def test_nothing_here_leads_back_to_create(alice, grs):
    answer = person(alice).get("/nowhere/")

    assert answer.status_code == 404
    assert "There is nothing here." in said(answer)


def test_error_pages_keep_who_is_signed_in(alice, grs):
    assert "alice" in said(person(alice).get("/nowhere/"))


def test_a_stranger_gets_no_rail_and_no_keys_beside_what_is_not_here(db):
    answer = person(None).get("/nowhere/")

    assert answer.status_code == 404
    assert "There is nothing here." in said(answer)
    assert html(answer).count("<h1") == 1
    assert 'class="rail"' not in html(answer)
    assert "<script" not in html(answer)
