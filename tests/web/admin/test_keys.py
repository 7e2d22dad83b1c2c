"""Keys go in sealed, are tried, and never come out."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from studio import keyring
from studio.models import (
    AuditLog,
    VendorKey,
)
from tests.conftest import vendor
from tests.fakes.grsai import FakeGrsAI
from tests.web.admin.reading import SECRET, errors, messages, page_of

pytestmark = pytest.mark.django_db


def key_form(vendor_row, **fields):
    plain = {"vendor": vendor_row.pk, "label": "second", "enabled": "on", "weight": 1}
    return plain | {"max_in_flight": 20, "max_per_minute": "", "secret_text": SECRET} | fields


def test_a_key_goes_in_sealed(boss, grs):
    page = boss.post(
        page_of(VendorKey, "add"), key_form(grs, secret_text="sk-other-canary-99887766")
    )

    key = VendorKey.objects.get(label="second")
    assert page.status_code == 302
    assert keyring.open_key(key) == "sk-other-canary-99887766"
    assert AuditLog.objects.get(action="vendorkey.created").actor.username == "admin"


def test_a_key_never_comes_out(boss, grs):
    key = grs.keys.get()

    page = boss.get(page_of(VendorKey, "change", key.pk))

    html = page.content.decode()
    field = re.search(r'<input[^>]*name="secret_text"[^>]*>', html)[0]
    assert 'type="password"' in field and 'autocomplete="off"' in field and "value" not in field
    assert "••••ab12" in html and key.fingerprint in html
    assert SECRET not in html and key.secret not in html
    assert "no-store" in page["Cache-Control"]


def test_a_blank_field_keeps_the_stored_key(boss, grs):
    key = grs.keys.get()

    boss.post(
        page_of(VendorKey, "change", key.pk), key_form(grs, label="main", secret_text="", weight=3)
    )

    key.refresh_from_db()
    assert (key.weight, keyring.open_key(key)) == (3, SECRET)


def test_a_new_key_starts_with_a_clean_record(boss, grs):
    VendorKey.objects.update(state="failing", failures=5, last_error="auth")
    key = grs.keys.get()

    boss.post(
        page_of(VendorKey, "change", key.pk),
        key_form(grs, label="main", secret_text="sk-fresh-canary-11223344"),
    )

    key.refresh_from_db()
    assert (key.state, key.failures, key.last4) == ("untested", 0, "3344")
    noted = AuditLog.objects.get(action="vendorkey.changed")
    assert "secret_text" in noted.detail["fields"] and "canary" not in str(noted.detail)


def test_a_refused_form_does_not_echo_the_key(boss, grs):
    page = boss.post(page_of(VendorKey, "add"), key_form(grs, weight=-1))

    assert errors(page) and SECRET not in page.content.decode()


@pytest.mark.parametrize(
    ("secret", "words"), [("", "needs a key"), ("sk-ключ-1234567890", "no request can carry")]
)
def test_a_key_that_cannot_work_is_refused(boss, grs, secret, words):
    page = boss.post(page_of(VendorKey, "add"), key_form(grs, secret_text=secret))

    assert words in " ".join(errors(page)["secret_text"])


@pytest.fixture
def reachable(settings):
    """A vendor on loopback that knows the key."""
    settings.EGRESS_ALLOW = ["127.0.0.1"]
    server = FakeGrsAI()
    server.key = SECRET
    yield vendor("grsai", server.url, secret=SECRET)
    server.close()


def press(boss, key, button):
    return boss.post(reverse(f"admin:studio_vendorkey_{button}", args=[key.pk]), follow=True)


def test_a_key_that_works_says_so(boss, reachable):
    key = reachable.keys.get()

    page = press(boss, key, "test")

    key.refresh_from_db()
    assert messages(page) == ["grsai/main: The key works."]
    assert key.state == "ok" and key.last_ok_at
    assert AuditLog.objects.get(action="vendorkey.tested").detail["fields"] == ["ok"]


def test_a_vendor_that_cannot_be_reached_is_named(boss, settings):
    settings.EGRESS_ALLOW = ["127.0.0.1"]
    key = vendor("grsai", "http://127.0.0.1:9", secret=SECRET).keys.get()

    page = press(boss, key, "test")

    assert messages(page) == ["grsai/main: No answer from Grsai: cannot connect."]
    assert VendorKey.objects.get().state == "untested"


def test_a_key_that_the_vendor_refuses_is_marked(boss, reachable, monkeypatch):
    from providers.errors import Unauthorized
    from providers.grsai.provider import GrsAI

    def refuse(self, reply):
        raise Unauthorized(f"no such key {SECRET}")

    monkeypatch.setattr(GrsAI, "read_check_key", refuse)

    page = press(boss, reachable.keys.get(), "test")

    assert messages(page) == ["grsai/main: The vendor refuses this key."]
    assert VendorKey.objects.get().state == "failing"
    assert SECRET not in page.content.decode()


def test_the_balance_is_shown_where_the_vendor_has_one(boss, reachable):
    (text,) = messages(press(boss, reachable.keys.get(), "balance"))

    assert text.startswith("grsai/main: Balance at Grsai: ")


def test_testing_a_key_takes_a_post_from_somebody_who_may_change_it(boss, grs, alice):
    url = reverse("admin:studio_vendorkey_test", args=[grs.keys.get().pk])
    other = Client()
    alice.is_staff = True
    alice.save()
    other.force_login(alice)

    assert boss.get(url).status_code == 405
    assert other.post(url).status_code == 403
