"""What is made again costs what the button said; more, or a lot, is asked about first."""

import pytest
from django.db import transaction

from studio.credits import ledger
from studio.models import Run, Task
from tests.web.pages import html, person, said
from tests.web.support import archived, asset, finish, run

FRAGMENT = {"HX-Request": "true"}


def failed(author, status="failed", **fields):
    task = run(author, **fields).tasks.get()
    finish(task, status, failure_code="vendor_busy")
    with transaction.atomic():
        ledger.release(task.pk)
    return task


def raise_price(grs, credits):
    grs.price |= {"credits": credits}
    grs.save()


def limit(author, credits):
    author.preferences = {"ask_above": credits}
    author.save()


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_a_retry_that_became_dearer_asks_first(alice, grs, status):
    task = failed(alice, status)
    raise_price(grs, 7)
    path, shown = f"/tasks/{task.pk}/retry/", {"quoted": "2"}
    assert 'name="quoted" value="2"' in html(person(alice).get(f"/runs/{task.run_id}/"))
    assert 'name="quoted" value="2"' in html(person(alice).get("/queue/"))

    asked = person(alice).post(path, shown, headers=FRAGMENT)
    assert asked.status_code == 402
    assert asked.json()["title"] == "Price changed from 2 to 7 credits."
    assert asked.json()["accept"] == "Generate for 7"
    assert Task.objects.count() == 1

    person(alice).post(path, {"quoted": "7", "confirmed": "7"}, headers=FRAGMENT)
    assert Task.objects.get(retry_of=task).credits == 7


def test_without_scripts_the_question_is_a_page_with_the_same_wish(alice, grs):
    task = failed(alice)
    raise_price(grs, 7)
    path = f"/tasks/{task.pk}/retry/"
    page = person(alice).post(path, {"quoted": "2", "next": "/queue/?scope=mine"})

    assert "Price changed from 2 to 7 credits." in said(page) and "Generate for 7" in said(page)
    assert f'action="{path}"' in html(page) and 'href="/queue/?scope=mine"' in html(page)
    assert 'name="next" value="/queue/?scope=mine"' in html(page)
    assert 'name="quoted" value="7"' in html(page)
    assert 'name="confirmed" value="7"' in html(page)


def test_what_is_missing_is_made_at_the_price_that_was_shown(alice, grs):
    task = run(alice).tasks.get()
    Task.objects.filter(pk=task.pk).update(outputs=2, credits=4)
    task.refresh_from_db()
    asset(alice, task)
    finish(task)
    archived(task, index=0)
    raise_price(grs, 7)

    assert 'name="quoted" value="2"' in html(person(alice).get(f"/tasks/{task.pk}/tile"))
    asked = person(alice).post(f"/tasks/{task.pk}/retry/", {"quoted": "2"})
    assert "Price changed from 2 to 7 credits." in said(asked)


def test_a_retry_that_became_cheaper_just_charges_less(alice, grs):
    task = failed(alice)
    raise_price(grs, 1)
    person(alice).post(f"/tasks/{task.pk}/retry/", {"quoted": "2"})

    assert Task.objects.get(retry_of=task).credits == 1


def test_a_dear_retry_asks_first(alice, grs):
    task = failed(alice, params={"size": "4K"})
    limit(alice, 5)
    path = f"/tasks/{task.pk}/retry/"
    for fields in ({"quoted": "6"}, {}, {"quoted": "6", "confirmed": "5"}, {"quoted": "²"}):
        asked = person(alice).post(path, fields, headers=FRAGMENT)
        assert asked.json()["title"] == "Spend 6 credits?", fields
    assert Task.objects.count() == 1

    person(alice).post(path, {"quoted": "6", "confirmed": "6"})
    assert Task.objects.get(retry_of=task).credits == 6


@pytest.mark.parametrize("headers", [FRAGMENT, {}], ids=["scripted", "plain"])
def test_a_dear_run_is_asked_about_again(alice, grs, headers):
    first = run(alice, count=6)
    limit(alice, 10)
    path, wish = f"/runs/{first.pk}/again/", {"quoted": "12", "key": "one"}

    asked = person(alice).post(path, wish, headers=headers)
    assert asked.status_code == 402
    assert "Spend 12 credits?" in html(asked) and "6 images" in html(asked)
    assert headers or 'name="key" value="one"' in html(asked)
    assert Run.objects.count() == 1

    person(alice).post(path, wish | {"confirmed": "12"}, headers=headers)
    assert Run.objects.count() == 2


def test_nobody_is_asked_about_what_they_cannot_pay(alice, grs):
    task = failed(alice)
    raise_price(grs, 101)

    refused = person(alice).post(f"/tasks/{task.pk}/retry/", {"quoted": "2"}, headers=FRAGMENT)
    assert refused.status_code == 409
    assert refused.json()["message"] == "This needs 101 credits, you have 100."
