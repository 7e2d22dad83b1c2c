"""Vendors are added with settings that their protocol knows."""

import pytest
from django.utils import timezone

from studio.models import (
    AuditLog,
    Vendor,
)
from tests.web.admin.reading import errors, page_of

pytestmark = pytest.mark.django_db


def vendor_form(**fields):
    plain = {"slug": "grs", "protocol": "grsai", "name": "GrsAI", "base_url": "", "settings": "{}"}
    return plain | {"enabled": "on", "note": ""} | fields


def test_a_vendor_is_added_and_the_write_is_noted(boss, admin):
    page = boss.post(page_of(Vendor, "add"), vendor_form(settings='{"poll_interval": 3}'))

    row = Vendor.objects.get()
    noted = AuditLog.objects.get(action="vendor.created")
    assert page.status_code == 302
    assert (row.settings, row.root) == ({"poll_interval": 3}, "https://grsaiapi.com")
    assert (noted.actor, noted.subject) == (admin, "GrsAI")


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"settings": '{"pol_interval": 3}'}, "settings", "pol_interval: is not known; grsai has"),
        (
            {"settings": '{"poll_interval": 0}'},
            "settings",
            "poll_interval: Input should be greater",
        ),
        ({"settings": "[]"}, "settings", "must be an object"),
        ({"base_url": "ftp://x.com"}, "base_url", "must be an address such as https://"),
        ({"base_url": "http://127.0.0.1:9"}, "base_url", "127.0.0.1:9 is not public"),
    ],
)
def test_a_wrong_vendor_names_the_field(boss, fields, field, words):
    page = boss.post(page_of(Vendor, "add"), vendor_form(**fields))

    assert words in " ".join(errors(page)[field])
    assert not Vendor.objects.exists()


def test_guessed_settings_are_shown_until_a_live_call_succeeded(boss, grs):
    url = page_of(Vendor, "change", grs.pk)
    assert "balance_path, reply_type" in boss.get(url).content.decode()

    Vendor.objects.update(verified_at=timezone.now())

    assert "none: a live call succeeded" in boss.get(url).content.decode()


def test_the_offers_of_a_protocol_are_added_at_once(boss, grs):
    boss.post(page_of(Vendor), {"action": "add_offers", "_selected_action": [grs.pk]})

    assert grs.offers.filter(enabled=True).count() == 12
