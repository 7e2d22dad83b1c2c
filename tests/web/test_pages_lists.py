import re

import pytest
from django.db import transaction
from django.test import Client

from studio.credits import ledger
from studio.credits.models import Quota
from studio.models import Asset
from tests.conftest import offer
from tests.web.pages import html, person, runs, said
from tests.web.support import asset, finish, run

WEBP = {"key": "k", "width": 320, "height": 240, "bytes": 1, "mime": "image/webp"}


def gallery(author, count, **fields):
    task = run(author).tasks.get()
    finish(task)
    return [
        asset(
            author, task, content=b"%d" % n, age=n, position=n, derivatives={"t240": WEBP}, **fields
        )
        for n in range(count)
    ]


def test_an_empty_history_invites(alice, grs):
    assert "Nothing here yet." in said(person(alice).get("/history/"))


def test_filters_without_a_match_offer_to_clear(alice, grs):
    page = said(person(alice).get("/history/", {"q": "zebra"}))

    assert "No pictures match these filters." in page
    assert "Clear filters" in page


def test_an_unknown_filter_is_named_and_ignored(alice, grs):
    gallery(alice, 1)

    page = person(alice).get("/history/", {"model": "xyz", "from": "yesterday"})

    assert "Ignored: model=xyz, from=yesterday" in said(page)
    assert "1 item" in said(page)


def test_history_is_walked_without_gaps_or_repeats(alice, grs):
    gallery(alice, 65)
    browser = person(alice)

    first = html(browser.get("/history/", {"kind": "image"}))
    older = re.search(r'href="(\?[^"]+cursor[^"]+)"', first)[1].replace("&amp;", "&")
    second = html(browser.get(f"/history/{older}"))

    def ids(page):
        return re.findall(r'class="open" href="/a/([^/]+)/"', page)

    assert "kind=image" in older
    assert len(ids(first)) == 60
    assert len(set(ids(first) + ids(second))) == 65
    assert "Newest" in second


def test_a_cursor_that_is_not_ours_starts_again(alice, grs):
    assert person(alice).get("/history/", {"cursor": "xx"}).url == "/history/"
    assert person(alice).get("/usage/", {"cursor": "xx"}).url == "/usage/"


def test_thumbnails_reserve_their_place(alice, grs):
    gallery(alice, 1)

    page = html(person(alice).get("/history/"))

    assert re.search(r'<img src="/a/[^"]+/t240"[^>]*width="320"\s+height="240"', page)
    assert "r-133" in page


def test_others_private_work_is_in_no_history(alice, mallory, private_project, grs):
    task = run(alice, "my secret", project=private_project).tasks.get()
    asset(alice, task, project=private_project)

    page = html(person(mallory).get("/history/", {"project": "secret"}))

    assert "my secret" not in page
    assert "Secret" not in page


def test_usage_tells_every_move_and_links_the_runs(alice, grs):
    made = run(alice, "a costly fox", count=2)
    task = made.tasks.first()
    with transaction.atomic():
        ledger.settle(task.pk, 2)

    page = person(alice).get("/usage/")

    assert "Available 96 credits" in said(page)
    assert "Reserved 2 credits" in said(page)
    assert "Charged 2" in said(page)
    assert f'href="/runs/{made.pk}/"' in html(page)
    assert "Credits added test +100 100" in said(page)


def test_usage_is_mine_alone(alice, bob, grs):
    run(bob, "what bob bought")

    assert "what bob bought" not in said(person(alice).get("/usage/"))


def test_a_long_ledger_is_paged(alice, grs):
    with transaction.atomic():
        for _ in range(26):
            ledger.settle(run(alice).tasks.get().pk, 2)
    browser = person(alice)

    first = html(browser.get("/usage/"))
    older = re.search(r'href="(\?cursor=[^"]+)"', first)[1]

    assert "Credits added" in html(browser.get(f"/usage/{older}"))


def test_a_script_gets_the_balance_alone(alice, grs):
    answer = person(alice).get("/usage/", headers={"HX-Request": "true"})

    assert "100 credits" in said(answer)
    assert "<html" not in html(answer)


def test_staff_find_the_way_to_manage_and_others_do_not(alice, admin, grs):
    assert "Manage" in said(person(admin).get("/usage/"))
    assert "Manage" not in said(person(alice).get("/usage/"))


def test_signing_out_is_a_form(alice, grs):
    page = html(person(alice).get("/usage/"))

    assert 'method="post" action="/logout/"' in page


def test_the_theme_a_person_chose_is_on_the_page(alice, grs):
    assert "data-theme=" not in html(person(alice).get("/usage/"))
    alice.preferences = {"theme": "dark"}
    alice.save()

    assert 'data-theme="dark"' in html(person(alice).get("/usage/"))


def test_sign_in_says_what_is_wrong_and_keeps_the_name(alice, client):
    page = client.post("/login/", {"username": "alice", "password": "nope"})

    assert page.status_code == 200
    assert 'role="alert"' in html(page)
    assert 'value="alice"' in html(page)
    assert 'autocomplete="current-password"' in html(page)


def test_sign_in_carries_the_studios_own_name(client, db, settings):
    settings.SITE_NAME = "The Loft"

    assert "The Loft Sign in" in said(client.get("/login/"))


def test_sign_in_leads_to_where_one_was_going(alice, client):
    answer = client.post(
        "/login/?next=/history/",
        {"username": "alice", "password": "correct horse battery", "next": "/history/"},
    )

    assert answer.url == "/history/"


def test_error_pages_are_ours(alice, grs, rf):
    from django.views.defaults import server_error

    missing = person(alice).get("/nothing/here/")
    broken = server_error(rf.get("/"))
    outside = Client().get("/nothing/here/")

    assert missing.status_code == 404
    assert "There is nothing here." in said(missing)
    assert "Something went wrong on our side." in said(broken)
    assert outside.status_code == 404


def test_a_form_from_an_old_page_is_refused_kindly(alice, grs):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)

    answer = browser.post("/studio/", {"prompt": "x"})

    assert answer.status_code == 403
    assert "Please try again" in said(answer)


@pytest.mark.parametrize("many", [1, 20])
def test_create_takes_as_many_queries_for_one_run_as_for_twenty(
    many, alice, grs, settings, django_assert_max_num_queries
):
    for made in runs(alice, many):
        for task in made.tasks.all():
            asset(alice, task)
    browser = person(alice)
    browser.get("/studio/")
    settings.VITALS_TTL = 60  # how the vendors do, a process knows for everybody

    with django_assert_max_num_queries(25):
        assert browser.get("/studio/").status_code == 200


def test_create_takes_no_more_queries_with_drafts_and_many_models(
    alice, grs, settings, django_assert_max_num_queries
):
    for key in ("nano-banana", "nano-banana-pro", "gpt-image-2"):
        offer(grs.vendor, key)
    browser = person(alice)
    browser.post("/studio/draft/", {"kind": "image", "prompt": "a fox", "model": grs.model.slug})
    browser.get("/studio/")
    settings.VITALS_TTL = 60

    with django_assert_max_num_queries(20):
        assert "a fox" in html(browser.get("/studio/"))


@pytest.mark.parametrize("many", [1, 60])
def test_history_takes_at_most_ten_queries(many, alice, grs, django_assert_max_num_queries):
    gallery(alice, many)
    browser = person(alice)

    with django_assert_max_num_queries(10):
        assert browser.get("/history/").status_code == 200


@pytest.mark.parametrize("many", [1, 20])
def test_a_run_takes_as_many_queries_for_one_tile_as_for_twenty(
    many, alice, grs, django_assert_max_num_queries
):
    made = run(alice, count=many)
    for task in made.tasks.all():
        asset(alice, task)
    browser = person(alice)

    with django_assert_max_num_queries(16):  # three of them for who waits, and how long
        assert browser.get(f"/runs/{made.pk}/").status_code == 200
    for task in made.tasks.all():
        finish(task)
    with django_assert_max_num_queries(13):
        assert browser.get(f"/runs/{made.pk}/").status_code == 200


@pytest.mark.parametrize("many", [1, 40])
def test_usage_takes_as_many_queries_for_one_line_as_for_many(
    many, alice, grs, django_assert_max_num_queries
):
    for _ in range(many):
        run(alice)
    browser = person(alice)

    with django_assert_max_num_queries(9):
        assert browser.get("/usage/").status_code == 200


def test_an_asset_takes_a_fixed_number_of_queries(alice, grs, django_assert_max_num_queries):
    found = gallery(alice, 30)[0]
    browser = person(alice)

    with django_assert_max_num_queries(13):
        assert browser.get(f"/a/{found.pk}/").status_code == 200
    assert Asset.objects.count() == 30


def test_every_filter_at_once_stays_within_ten_queries(
    alice, bob, grs, private_project, django_assert_max_num_queries
):
    gallery(bob, 3)
    Quota.objects.create(user=alice, allowance=40)
    chosen = {"q": "fox", "kind": "image", "by": "bob", "model": "nano-banana-2"}
    chosen |= {"vendor": "grsai", "project": "secret", "from": "2020-01-01", "to": "2099-01-01"}
    browser = person(alice)

    with django_assert_max_num_queries(10):
        assert browser.get("/history/", chosen).status_code == 200


def test_the_filters_offer_what_there_is(alice, bob, mallory, grs, private_project):
    gallery(bob, 1)

    page = html(person(alice).get("/history/"))

    for value in ("bob", "nano-banana-2", "secret"):
        assert f'<option value="{value}"' in page
    assert "secret" not in html(person(mallory).get("/history/"))
