"""A member asks for credits, an admin grants them, each request once."""

import threading

import pytest
from django.db import connection, connections

from studio import credit_requests
from studio.credits.models import Entry
from studio.credits.statements import balances
from studio.models import AuditLog, Change, CreditRequest, Notification
from tests.web.pages import person, said

URL = "/usage/request/"
ADMIN = "/admin/studio/creditrequest/"


def answer(admin, action, *requests):
    body = {"action": action, "_selected_action": [str(item.pk) for item in requests]}
    return person(admin).post(ADMIN, body, follow=True)


def test_a_request_reaches_every_admin(alice, admin):
    page = person(alice).post(URL, {"amount": "500", "reason": "a campaign"}, follow=True)

    assert "Asked for 500 credits on" in said(page)
    made = CreditRequest.objects.get()
    assert (made.user, made.amount, made.reason) == (alice, 500, "a campaign")
    notice = Notification.objects.get(user=admin)
    assert notice.kind == credit_requests.ASKED
    assert notice.detail["amount"] == 500
    assert Change.objects.filter(kind="notice", audience=f"only:{admin.pk}").exists()
    assert not Notification.objects.exclude(user=admin).exists()


def test_asking_twice_is_asking_once(alice, admin):
    for amount in (500, 700):
        person(alice).post(URL, {"amount": amount})

    assert CreditRequest.objects.get().amount == 500
    assert Notification.objects.count() == 1


def test_a_script_gets_the_words(alice, admin):
    asked = person(alice).post(URL, {"amount": "1"}, headers={"HX-Request": "true"})
    wrong = person(alice).post(URL, {"amount": "many"}, headers={"HX-Request": "true"})

    assert asked.status_code == 201
    assert asked.json()["text"].startswith("Asked for 1 credit on")
    assert wrong.status_code == 422
    assert wrong.json()["fields"] == ["amount"]


@pytest.mark.parametrize("amount", ["", "0", "-5", "1000001", "many"])
def test_a_request_for_nonsense_is_refused(alice, admin, amount):
    page = person(alice).post(URL, {"amount": amount}, follow=True)

    assert "Ask for a number of credits" in said(page)
    assert not CreditRequest.objects.exists()


def test_a_viewer_cannot_ask(viewer):
    assert person(viewer).post(URL, {"amount": "5"}).status_code == 403
    assert not CreditRequest.objects.exists()


def test_usage_says_that_it_is_asked_for(alice, admin):
    assert "Ask for credits" in said(person(alice).get("/usage/"))

    person(alice).post(URL, {"amount": "500"})

    assert "Asked for 500 credits on" in said(person(alice).get("/usage/"))


def test_an_admin_grants_from_the_list_and_the_member_is_told(alice, admin):
    asked = credit_requests.ask(alice, 500, "a campaign")

    page = answer(admin, "grant", asked)

    assert "Requests granted: 1." in said(page)
    assert balances(alice).available == 600
    asked.refresh_from_db()
    assert asked.answered_by == admin
    entry = Entry.objects.get(kind="grant", actor=admin)
    assert (entry.d_granted, entry.reason) == (500, "a campaign")
    assert Notification.objects.get(user=alice).kind == credit_requests.GRANTED
    assert AuditLog.objects.filter(action="credits.granted", actor=admin).exists()
    assert Change.objects.filter(kind="balance", audience=f"only:{alice.pk}").exists()


def test_a_request_is_granted_once(alice, admin):
    asked = credit_requests.ask(alice, 500)
    for action in ("grant", "grant", "decline"):
        answer(admin, action, asked)

    assert balances(alice).available == 600


def test_what_is_declined_is_not_granted_and_may_be_asked_again(alice, admin):
    asked = credit_requests.ask(alice, 500)
    answer(admin, "decline", asked)
    answer(admin, "grant", asked)

    assert balances(alice).available == 100
    assert credit_requests.ask(alice, 50).pk != asked.pk


def test_a_member_cannot_grant(alice, bob, admin):
    asked = credit_requests.ask(alice, 500)

    answer(bob, "grant", asked)

    assert balances(alice).available == 100


@pytest.mark.django_db(transaction=True)
def test_two_admins_at_once_grant_once(alice, admin):
    asked = credit_requests.ask(alice, 500)
    done, start = [], threading.Barrier(2)

    def grant():
        start.wait()
        try:
            done.append(credit_requests.grant(asked.pk, admin))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=grant) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == [False, True]
    assert balances(alice).available == 600
    assert connection.is_usable()
