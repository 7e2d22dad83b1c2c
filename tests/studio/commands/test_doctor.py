import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from studio import health_report
from studio.models import GenerationModel, Heartbeat, Offer, RescueItem, Vendor, VendorKey
from tests.conftest import offer, vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(settings, db):
    """A studio that lacks nothing."""
    settings.PUBLIC_URL = "https://studio.example.org"
    made = offer(vendor("seedhorse", "https://api.seedhorse.ai"), "seedance-2")
    Heartbeat.objects.create(name="jobs:here", at=timezone.now())
    return made


def said():
    findings = [item for item in health_report.report() if item.subject not in ("settings", "disk")]
    return "\n".join(map(str, findings))


def test_a_healthy_studio_has_nothing_to_say(well):
    assert said() == ""


ILLS = {
    "error: worker: has never run here": lambda: Heartbeat.objects.all().delete(),
    "error: worker: was last heard of 1:00:00 ago": lambda: Heartbeat.objects.update(
        at=timezone.now() - timedelta(hours=1)
    ),
    "error: vendor seedhorse: is on, but has no key": lambda: VendorKey.objects.update(
        enabled=False
    ),
    "error: key seedhorse/main: cannot be opened": lambda: VendorKey.objects.update(
        secret="enc:v1:other:AAAA"
    ),
    "error: vendor seedhorse: settings.x: is not known": lambda: Vendor.objects.update(
        settings={"x": 1}
    ),
    "error: offers: none is on": lambda: Offer.objects.update(enabled=False),
    "has no spec gone; switch it off": lambda: Offer.objects.update(spec_key="gone"),
    "credits: must be a whole number": lambda: Offer.objects.update(price={"credits": -1}),
    "warning: models: without an offer that is on, so not to be picked: lonely": lambda: (
        GenerationModel.objects.create(slug="lonely", name="Lonely", kind="image")
    ),
    "warning: key seedhorse/main: fails with auth, 3 times": lambda: VendorKey.objects.update(
        state="failing", last_error="auth", failures=3
    ),
    "warning: vendor seedhorse: rests until": lambda: Vendor.objects.update(
        paused_until=timezone.now() + timedelta(hours=1), pause_reason="upstream_failed"
    ),
    "warning: rescue list: waiting for a look: 1": lambda: RescueItem.objects.create(kind="word"),
    "serves one machine, but here, there work on it": lambda: Heartbeat.objects.create(
        name="jobs:there", at=timezone.now()
    ),
}


@pytest.mark.parametrize("words", ILLS)
def test_every_ill_is_named_in_words(well, words):
    if "one machine" in words:
        needs_sqlite()

    ILLS[words]()

    assert words in said()


def needs_sqlite():
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL serves many machines")


def test_vendors_that_fetch_references_need_a_public_url(well, settings):
    settings.PUBLIC_URL = ""

    assert "PUBLIC_URL: is not set: seedhorse can take references by URL only" in said()


def test_a_storage_that_keeps_nothing_is_an_error(well, settings, tmp_path):
    (tmp_path / "files").write_text("a file where the folder should be")

    assert "error: storage: a file cannot be written" in said()


def test_keys_under_an_older_vault_key_ask_for_rotation(well, settings):
    from studio import vault

    settings.VAULT_KEYS = [vault.generate_key(), *settings.VAULT_KEYS]

    assert "warning: vault: keys sealed with an older vault key: 1; run rotate_keys" in said()


def test_a_vault_key_that_was_lost_is_an_error(well, settings):
    from studio import vault

    settings.VAULT_KEYS = [vault.generate_key()]

    assert "error: key seedhorse/main: cannot be opened" in said()


def test_a_full_disk_is_an_error(well, monkeypatch):
    from collections import namedtuple

    usage = namedtuple("usage", "free")
    monkeypatch.setattr("shutil.disk_usage", lambda folder: usage(10**8))

    assert any(item.subject == "disk" and item.level == "error" for item in health_report.report())


def answer(*options):
    out = StringIO()
    code = 0
    try:
        call_command("doctor", *options, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue()


def test_warnings_alone_do_not_fail(well):
    code, text = answer("--json")

    assert code == 0 and json.loads(text)["ok"] is True


def test_an_error_fails(well):
    Offer.objects.update(enabled=False)

    code, text = answer()

    assert code == 1
    assert text.startswith("error: offers: none is on")
