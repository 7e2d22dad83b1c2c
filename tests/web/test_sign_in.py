"""Signing in, and what stops whoever guesses."""

import re
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client, RequestFactory
from django.utils import timezone

from studio import client_address
from studio.models import ApiToken
from tests.web.pages import html, said

PASSWORD = "correct horse battery"


def attempt(client, name="alice", password="wrong", path="/login/", **extra):
    return client.post(path, {"username": name, "password": password}, **extra)


def attempts(client, count, **fields):
    return [attempt(client, **fields) for _ in range(count)]


@pytest.fixture
def stranger_at_the_door(client):
    client.raise_request_exception = False
    return client


def test_who_signs_in_comes_to_the_prompt(client, alice):
    answer = attempt(client, password=PASSWORD)

    assert answer.headers["Location"] == "/studio/#id_prompt"


def test_who_was_on_the_way_somewhere_goes_there(client, alice):
    fields = {"username": "alice", "password": PASSWORD, "next": "/history/?q=fox"}

    assert client.post("/login/", fields).headers["Location"] == "/history/?q=fox"


def test_nobody_is_sent_to_another_site(client, alice):
    fields = {"username": "alice", "password": PASSWORD, "next": "https://evil.example/"}

    assert client.post("/login/", fields).headers["Location"] == "/studio/#id_prompt"


def test_an_email_address_signs_in_as_its_one_owner(client, alice, bob):
    alice.email = "Anna@Example.org"
    alice.save()

    assert attempt(client, "anna@example.org", PASSWORD).status_code == 302
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_an_email_address_of_two_people_signs_nobody_in(client, alice, bob):
    for person in (alice, bob):
        person.email = "team@example.org"
        person.save()

    assert "E-mail or password is wrong." in said(attempt(client, "team@example.org", PASSWORD))


def test_a_wrong_password_is_said_above_the_form_and_gets_the_focus(client, alice):
    page = html(attempt(client))

    box = re.search(r'<div class="notice[^>]*>', page).group(0)
    assert 'role="alert"' in box and "autofocus" in box
    assert page.index("E-mail or password is wrong.") < page.index('id="id_username"')
    assert 'value="alice"' in page


def test_a_password_manager_knows_the_fields(client):
    page = html(client.get("/login/"))

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


def test_after_five_wrong_tries_even_the_right_password_waits(client, alice):
    answers = attempts(client, 5)
    right = attempt(client, password=PASSWORD)

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert right.status_code == 429
    assert "Too many tries. Try again in 5 minutes." in said(right)
    assert 290 <= int(right.headers["Retry-After"]) <= 300


def test_the_page_counts_the_minutes_down_and_then_lets_in(client, alice):
    attempts(client, 5)

    with time_machine.travel(timezone.now() + timedelta(minutes=4, seconds=20), tick=False):
        assert "Try again in 1 minute." in said(attempt(client, password=PASSWORD))
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=5), tick=False):
        assert attempt(client, password=PASSWORD).status_code == 302


def test_trying_on_while_locked_does_not_make_it_longer(client, alice):
    attempts(client, 5)

    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        attempts(client, 20)
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=5), tick=False):
        assert attempt(client, password=PASSWORD).status_code == 302


def test_signing_in_forgets_the_wrong_tries_before(client, alice):
    attempts(client, 4)
    attempt(client, password=PASSWORD)
    client.logout()

    assert {answer.status_code for answer in attempts(client, 4)} == {200}


def test_others_at_the_same_address_are_not_locked_out(client, alice, bob):
    attempts(client, 5)

    assert attempt(Client(), "bob", PASSWORD).status_code == 302


def test_the_person_is_not_locked_out_at_another_address(client, alice):
    attempts(client, 5)

    assert attempt(Client(), password=PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_the_admin_has_the_same_lock(client, admin):
    answers = attempts(client, 5, name="admin", path="/admin/login/")

    assert answers[-1].status_code == 429
    assert "Too many tries." in said(answers[-1])
    assert attempt(client, "admin", PASSWORD).status_code == 429


def test_a_token_works_while_its_person_is_locked_out(client, alice):
    attempts(client, 6)
    _, text = ApiToken.objects.issue(alice, "script", ["read"])

    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {text}"})

    assert answer.status_code == 200


def test_wrong_tokens_lock_nobody_out(client, alice):
    for _ in range(10):
        client.get("/api/v1/me", headers={"Authorization": "Bearer atl_wrong"})

    assert not AccessAttempt.objects.exists()
    assert attempt(client, password=PASSWORD).status_code == 302


def test_who_is_signed_in_already_stays_so_when_somebody_guesses(client, alice):
    inside = Client()
    inside.force_login(alice)
    attempts(client, 6)

    assert inside.get("/usage/").status_code == 200


def test_no_password_is_written_down(client, alice):
    attempt(client, password="my-secret-typo")

    kept = AccessAttempt.objects.values().get()
    assert "my-secret-typo" not in str(kept)


def test_the_address_that_signs_out_only_leads_home_where_it_is_opened(client, alice):
    client.force_login(alice)

    answer = client.get("/logout/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/usage/").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "nonsense", "127.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, address):
    settings.PROXIES = proxies

    request = RequestFactory().get("/login/", headers={"X-Forwarded-For": forwarded})

    assert client_address.of(request) == address


def test_who_writes_his_own_addresses_is_locked_out_all_the_same(client, alice, settings):
    settings.PROXIES = 1

    answers = [
        attempt(client, headers={"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.9"})
        for number in range(6)
    ]

    assert answers[-1].status_code == 429
