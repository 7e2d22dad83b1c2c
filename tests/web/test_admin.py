import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studio import keyring
from studio.models import (
    ApiToken,
    AssetMark,
    AuditLog,
    Change,
    GenerationModel,
    Heartbeat,
    Lease,
    Membership,
    Offer,
    Preview,
    Project,
    RescueItem,
    Result,
    StoredReply,
    Tag,
    User,
    Vendor,
    VendorKey,
)
from tests.conftest import offer, person, vendor
from tests.fakes.grsai import FakeGrsAI
from tests.finished import finished_task

SECRET = "sk-admin-canary-5566ab12"
pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client, admin):
    """The admin's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def grs():
    return vendor("grsai", "https://grsaiapi.com", secret=SECRET)


@pytest.fixture
def world(alice, grs, private_project):
    """At least one row of nearly every model."""
    task = finished_task(alice, offer(grs, "nano-banana-2"))
    attempt = task.attempts.get()
    StoredReply.objects.create(attempt=attempt, status=200, body=b"{}")
    Preview.objects.create(task=task, content=b"picture", mime="image/png")
    AssetMark.objects.create(asset=task.assets.get(), user=alice, favourite=True)
    Tag.objects.create(name="sea")
    Membership.objects.create(project=private_project, user=person("carol"))
    ApiToken.objects.issue(alice, "laptop")
    Heartbeat.objects.create(name="jobs:here", at=timezone.now())
    Lease.objects.create(name="sweep:here", until=timezone.now())
    RescueItem.objects.create(kind="save_failed", task=task, attempt=attempt)
    AuditLog.objects.create(action="seen")
    return task


def page_of(model, name="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def messages(page):
    return [str(message) for message in page.context["messages"]]


def errors(page):
    return page.context["adminform"].form.errors


# Whole pages


def test_every_model_of_ours_has_its_pages(boss, world):
    from django.apps import apps

    ours = [
        *apps.get_app_config("studio").get_models(),
        *apps.get_app_config("credits").get_models(),
    ]
    inline = {"TaskReference"}
    automatic = {model for model in ours if model._meta.auto_created}

    for model in set(ours) - automatic:
        if model.__name__ in inline:
            continue
        assert boss.get(page_of(model)).status_code == 200, model
        row = model._default_manager.first()
        if row is not None:
            assert boss.get(page_of(model, "change", row.pk)).status_code == 200, model
    assert boss.get("/admin/").status_code == 200


def test_no_page_needs_what_the_csp_forbids(boss, world):
    pages = [page_of(model) for model in (Vendor, VendorKey, Offer, User, Project)]
    pages += [page_of(VendorKey, "change", VendorKey.objects.get().pk), page_of(Offer, "add")]

    for url in pages:
        page = boss.get(url)
        html = page.content.decode()
        assert "default-src 'self'" in page["Content-Security-Policy"]
        assert not re.search(
            r"<style|\sstyle=|\son\w+=|<script(?![^>]*(src=|application/json))", html
        ), url


@pytest.mark.parametrize(
    "model", ["task", "attempt", "asset", "run", "offer", "vendorkey", "rescueitem"]
)
def test_a_list_asks_as_often_for_many_rows_as_for_one(
    boss, alice, grs, django_assert_num_queries, model
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = offer(grs, "nano-banana-2")
    finished_task(alice, made)
    url = reverse(f"admin:studio_{model}_changelist")
    boss.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        boss.get(url)

    for number in range(4):
        other = vendor("grsai", "", slug=f"grs-{number}")
        task = finished_task(alice, offer(other, "nano-banana-2"), f"fox {number}")
        RescueItem.objects.create(kind="word", task=task, note=str(number))

    with django_assert_num_queries(len(few)):
        boss.get(url)


def test_history_cannot_be_edited_or_deleted(boss, world):
    for model in (type(world), Result, AuditLog, Change, StoredReply):
        assert boss.get(page_of(model, "add")).status_code == 403
        row = model._default_manager.first()
        assert boss.post(page_of(model, "change", row.pk), {}).status_code == 403
        assert boss.post(page_of(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_a_row_is_found_by_its_id(boss, world):
    page = boss.get(page_of(type(world)), {"q": str(world.pk)})

    assert [row.pk for row in page.context["cl"].result_list] == [world.pk]


def test_assets_are_found_by_the_words_of_their_prompt(boss, world):
    asset = world.assets.get()
    asset.search_text = " a fox in 山 水 "
    asset.save()
    url = page_of(type(asset))

    assert boss.get(url, {"q": "fox 山水"}).context["cl"].result_count == 1
    assert boss.get(url, {"q": "fox 水山"}).context["cl"].result_count == 0


def test_only_staff_comes_in(client, alice):
    client.force_login(alice)

    assert client.get("/admin/").status_code == 302
    assert client.get(page_of(VendorKey)).status_code == 302


def test_staff_that_is_no_superuser_never_sees_the_job_queue(client, alice):
    from django.contrib.auth.models import Permission

    alice.is_staff = True
    alice.save()
    alice.user_permissions.set(Permission.objects.filter(content_type__app_label="django_q"))
    client.force_login(alice)

    assert "django_q" not in client.get("/admin/").content.decode()
    assert client.get("/admin/django_q/ormq/").status_code == 403


# Vendors and keys


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


# Offers


def offer_form(vendor_row, model, **fields):
    plain = {
        "model": model.pk,
        "vendor": vendor_row.pk,
        "spec_key": "nano-banana-2",
        "upstream": "",
    }
    price = {"price": '{"credits": 3}', "limits": "", "enabled": "on", "priority": 100}
    return plain | price | {"vendor_cost": "", "vendor_currency": ""} | fields


@pytest.fixture
def banana(grs):
    return GenerationModel.objects.create(slug="nano-banana-2", name="Banana", kind="image")


def test_an_offer_takes_the_specs_own_id_and_a_whole_price(boss, grs, banana):
    boss.post(page_of(Offer, "add"), offer_form(grs, banana))

    made = Offer.objects.get()
    assert made.upstream == "nano-banana-2"
    assert made.price == {"unit": "image", "credits": 3, "surcharge": {}}
    assert AuditLog.objects.filter(action="offer.created").exists()


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"price": '{"credits": -1}'}, "price", "credits: must be a whole number of 0 or more"),
        ({"price": '{"surcharge": {"sise": {"4K": 1}}}'}, "price", "is no setting of grsai"),
        ({"limits": '{"size": ["8K"]}'}, "limits", "size: must be a list out of 1K, 2K, 4K"),
        ({"spec_key": "seedance-2"}, "spec_key", "grsai has nano-banana"),
    ],
)
def test_a_wrong_offer_names_the_field(boss, grs, banana, fields, field, words):
    page = boss.post(page_of(Offer, "add"), offer_form(grs, banana, **fields))

    assert words in " ".join(errors(page)[field])


def test_an_offer_makes_what_its_model_is(boss, grs):
    sora = GenerationModel.objects.create(slug="sora", name="Sora", kind="video")

    page = boss.post(page_of(Offer, "add"), offer_form(grs, sora))

    assert errors(page)["model"] == ["makes videos, but nano-banana-2 makes images"]


# People


def user_form(user, **fields):
    plain = {"username": user.username, "first_name": "", "last_name": "", "email": ""}
    return plain | {"role": user.role, "is_active": "on"} | fields


def test_the_role_decides_who_may_come_in_here(boss, alice):
    url = page_of(User, "change", alice.pk)

    boss.post(url, user_form(alice, role="admin"))
    alice.refresh_from_db()
    assert alice.is_staff and alice.is_superuser

    boss.post(url, user_form(alice, role="member"))
    alice.refresh_from_db()
    assert not alice.is_staff and not alice.is_superuser
    assert AuditLog.objects.filter(action="user.changed", subject="alice").count() == 2


def test_the_last_admin_stays_one(boss, admin):
    url = page_of(User, "change", admin.pk)

    demoted = boss.post(url, user_form(admin, role="member"))
    closed = boss.post(url, user_form(admin, is_active=""))

    assert "is the last admin" in errors(demoted)["role"][0]
    assert "is the last admin" in errors(closed)["is_active"][0]


def test_an_admin_may_go_when_there_is_another(boss, admin, alice):
    User.objects.filter(pk=alice.pk).update(role="admin")

    boss.post(page_of(User, "change", admin.pk), user_form(admin, role="member"))

    admin.refresh_from_db()
    assert admin.role == "member"


def test_a_new_person_has_an_account(boss):
    words = "quiet green lantern 7"
    fields = {"username": "dora", "role": "member", "usable_password": "true"}
    boss.post(page_of(User, "add"), fields | {"password1": words, "password2": words})

    assert User.objects.get(username="dora").credit_account.available == 0


def test_a_password_that_an_admin_sets_is_noted(boss, alice):
    words = "quiet green lantern 7"
    url = reverse("admin:auth_user_password_change", args=[alice.pk])

    boss.post(url, {"password1": words, "password2": words, "usable_password": "true"})

    noted = AuditLog.objects.get(action="user.password_set")
    assert noted.subject == "alice" and words not in str(noted.detail)


def test_people_are_not_deleted(boss, alice):
    assert boss.post(page_of(User, "delete", alice.pk), {"post": "yes"}).status_code == 403


def test_a_token_is_revoked_and_its_digest_not_shown(boss, alice):
    token, text = ApiToken.objects.issue(alice, "laptop")
    assert token.digest not in boss.get(page_of(ApiToken, "change", token.pk)).content.decode()

    boss.post(page_of(ApiToken), {"action": "revoke", "_selected_action": [token.pk]})

    assert ApiToken.objects.find(text) is None
    assert AuditLog.objects.get(action="token.revoked").detail == {"user": "alice"}


# Rescue and credits


def test_a_rescue_item_is_ticked_off(boss, world):
    item = RescueItem.objects.get()

    boss.post(page_of(RescueItem), {"action": "mark_resolved", "_selected_action": [item.pk]})

    assert RescueItem.objects.get().resolved_at


def test_lost_results_are_saved_again(boss, world):
    Result.objects.update(state="lost", asset=None, source="https://files.example/1.png")
    item = RescueItem.objects.get()

    page = boss.post(
        page_of(RescueItem),
        {"action": "save_again", "_selected_action": [item.pk]},
        follow=True,
    )

    assert messages(page) == ["Tasks whose results are fetched again: 1."]
    assert Result.objects.get().state == "waiting"


def test_a_grant_is_noted_and_told_to_the_browser(boss, alice, admin):
    from studio.credits.models import Account

    account = Account.objects.get(user=alice)
    data = {"action": "grant_credits", "_selected_action": [account.pk], "confirmed": "1"}
    boss.post(page_of(Account), data | {"amount": 40, "reason": "a good week"})

    account.refresh_from_db()
    noted = AuditLog.objects.get(action="credits.granted")
    assert account.granted == 140
    assert (noted.actor, noted.subject, noted.detail["amount"]) == (admin, "alice", "40")
    assert Change.objects.filter(kind="balance", object_id=str(alice.pk)).exists()


def test_a_quota_is_noted(boss, alice):
    from studio.credits.models import Quota

    fields = {"user": alice.pk, "allowance": 500, "period": "month", "rollover": 0, "enabled": "on"}
    boss.post(page_of(Quota, "add"), fields)

    noted = AuditLog.objects.get(action="quota.created")
    assert (noted.subject, noted.detail["allowance"]) == ("alice", 500)


def test_the_audience_of_a_projects_work_cannot_change_behind_its_back(boss, private_project):
    fields = {"name": "Renamed", "slug": "secret", "visibility": "team"}
    inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    boss.post(
        page_of(Project, "change", private_project.pk),
        fields | inline | {"owner": private_project.owner_id},
    )

    private_project.refresh_from_db()
    assert (private_project.name, private_project.visibility) == ("Renamed", "private")


def test_the_admin_pages_have_our_icon(boss):
    page = boss.get("/admin/").content.decode()

    assert re.search(r'<link rel="icon" href="/static/img/favicon[^"]*\.svg"', page)
