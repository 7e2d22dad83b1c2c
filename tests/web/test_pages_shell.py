"""What every page has around it, and the pages that belong to the shell."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio import preferences
from studio.credits import ledger, quotas
from studio.credits.models import Quota
from studio.models import Batch, VendorKey
from tests.conftest import offer, vendor
from tests.conftest import person as new_person
from tests.web.pages import html, person, said
from tests.web.support import run

PAGES = ("/studio/", "/history/", "/usage/", "/settings/", "/help/", "/search/", "/password/")


def page(user, path="/usage/", **extra):
    return person(user).get(path, **extra)


def rail(response):
    return re.search(r'<nav class="rail".*?</nav>', html(response), re.DOTALL).group(0)


def post(user, **fields):
    headers = {"HX-Request": "true"}
    return person(user).post("/settings/", fields, headers=headers)


@pytest.fixture
def short_of_credits(alice):
    """A limit of a thousand a month, and this much of it left."""

    def leave(credits):
        Quota.objects.create(user=alice, allowance=1000, period="month")
        account = ledger.open_account(alice)
        with transaction.atomic():
            quotas.refill_due(account, timezone.now())
            ledger.reserve(account, 1100 - credits, uuid4())

    return leave


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_title_one_heading_and_a_way_to_its_content(alice, grs, path):
    shown = html(page(alice, path))

    assert re.search(r"<title>[^<·]+ · Atelier</title>", " ".join(shown.split()))
    assert shown.count("<h1") == 1
    assert shown.index('class="skip"') < shown.index('class="rail"')
    assert 'id="main"' in shown


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_styles_or_scripts_of_its_own(admin, grs, path):
    shown = html(page(admin, path))

    assert not re.search(r"\sstyle=", shown)
    assert not re.search(r"\son\w+=", shown)
    assert "<style" not in shown
    scripts = re.findall(r"<script([^>]*)>", shown)
    assert all("src=" in some or "application/json" in some for some in scripts)


@pytest.mark.parametrize(
    ("path", "label"), [("/studio/", "Create"), ("/history/", "History"), ("/usage/", "Usage")]
)
def test_the_rail_marks_the_page_that_is_shown(alice, grs, path, label):
    marked = re.findall(
        r'aria-current="?page"?>.*?</svg>\s*(\w+)', rail(page(alice, path)), re.DOTALL
    )

    assert marked == [label]


def test_the_rail_marks_create_on_the_pages_of_what_was_made_there(alice, grs):
    batch = Batch.objects.create(
        author=alice, kind="comparison", visibility="me", audience=f"user:{alice.pk}"
    )

    for path in (f"/runs/{run(alice).pk}/", f"/batches/{batch.pk}/", "/batches/table/"):
        assert re.search(r'/studio/" aria-current=page', rail(page(alice, path))), path


def test_manage_is_for_admins(alice, admin, grs):
    assert "Manage" not in rail(page(alice))
    assert "Manage" in rail(page(admin))


def test_htmx_is_told_to_leave_styles_scripts_and_storage_alone(alice, grs):
    content = re.search(r"name=\"htmx-config\"\s+content='([^']+)'", html(page(alice))).group(1)

    config = json.loads(content)
    assert not config["includeIndicatorStyles"]
    assert not config["allowEval"]
    assert not config["allowScriptTags"]
    assert config["selfRequestsOnly"]
    assert config["historyCacheSize"] == 0
    assert config["attributesToSettle"] == ["class"]
    codes = {entry["code"]: entry["swap"] for entry in config["responseHandling"]}
    assert codes["422"] and not codes["[45].."]


def test_the_credits_chip_says_what_is_left_and_reserved(alice, grs):
    assert "100 credits available, 0 reserved" in html(page(alice))


@pytest.mark.parametrize(("left", "tone"), [(500, ""), (150, "warn"), (0, "bad")])
def test_the_credits_chip_warns_below_a_fifth_and_at_none(short_of_credits, alice, grs, left, tone):
    short_of_credits(left)

    chip = re.search(r'<a class="chip credits-chip([^"]*)"', html(page(alice))).group(1)
    assert chip.strip() == tone


def test_low_credits_are_said_once_and_closed_for_good(short_of_credits, alice, grs):
    short_of_credits(150)
    client = person(alice)

    shown = client.get("/usage/")
    assert "You have 150 credits left until" in said(shown)
    incident = re.search(r'data-incident="([^"]+)"', html(shown)).group(1)
    client.cookies["closed_banners"] = incident
    assert "data-incident" not in html(client.get("/usage/"))


def test_no_credits_is_another_incident_than_few(short_of_credits, alice, grs):
    short_of_credits(0)
    client = person(alice)
    client.cookies["closed_banners"] = "credits-low-20990101"

    assert "You have no credits left." in said(client.get("/banners/"))


def test_who_never_pays_is_not_told_of_credits(viewer, grs):
    assert "data-incident" not in html(page(viewer, "/history/"))


def test_a_model_that_nobody_answers_for_is_said_where_it_is_chosen(alice, grs):
    until = timezone.now() + timedelta(minutes=5)
    VendorKey.objects.update(paused_until=until)
    client = person(alice)

    assert "Nano Banana 2 is not answering." in said(client.get("/studio/"))
    assert "not answering" not in said(client.get("/history/"))
    assert "not answering" in said(client.get("/banners/", {"model": "nano-banana-2"}))


def test_an_unknown_model_has_no_banner(alice, grs):
    answer = person(alice).get("/banners/", {"model": "nonsense"})

    assert answer.status_code == 200
    assert "data-incident" not in html(answer)


def test_settings_keep_one_control_at_a_time(alice):
    assert post(alice, control="theme", theme="dark").content == b"Saved"
    post(alice, control="ask_above", ask_above="120")
    alice.refresh_from_db()

    kept = preferences.of(alice)
    assert (kept.theme, kept.ask_above, kept.enter) == ("dark", 120, "generate")


def test_a_switch_that_is_off_sends_only_its_name(alice):
    post(alice, control="single_keys")
    alice.refresh_from_db()
    assert not preferences.of(alice).single_keys

    post(alice, control="single_keys", single_keys="on")
    alice.refresh_from_db()
    assert preferences.of(alice).single_keys


@pytest.mark.parametrize("number", ["", "many", "-5", "1000001", "1.5"])
def test_a_number_that_is_none_is_refused_in_words(alice, number):
    answer = post(alice, control="ask_above", ask_above=number)

    assert answer.status_code == 422
    assert "Give a number of credits" in answer.content.decode()
    alice.refresh_from_db()
    assert alice.preferences == {}


def test_without_scripts_a_setting_is_sent_and_the_page_shown_again(alice):
    client = person(alice)

    answer = client.post("/settings/", {"control": "theme", "theme": "dark"}, follow=True)

    assert answer.redirect_chain == [("/settings/", 302)]
    assert 'data-theme="dark"' in html(answer)


def test_without_scripts_a_refused_setting_stands_beside_its_field(alice):
    answer = person(alice).post("/settings/", {"control": "ask_above", "ask_above": "x"})

    assert answer.status_code == 422
    assert "Give a number of credits" in said(answer)


def test_the_menu_of_the_account_comes_back_to_the_page_it_was_on(alice):
    fields = {"theme": "dark", "next": "/history/?q=fox"}

    assert person(alice).post("/settings/", fields).headers["Location"] == "/history/?q=fox"


def test_another_language_needs_the_page_anew(alice):
    assert post(alice, control="language", language="pl").headers["HX-Refresh"] == "true"


def test_a_name_is_what_the_others_read(alice):
    post(alice, control="name", name="Anna Kowalska")
    alice.refresh_from_db()

    assert alice.display_name == "Anna Kowalska"
    assert post(alice, control="name", name="x" * 151).status_code == 422


def test_nobody_changes_what_is_no_setting(alice):
    post(alice, control="role", role="admin", is_staff="on")
    alice.refresh_from_db()

    assert alice.role == "member"
    assert not alice.is_staff


def test_help_tells_prices_vendors_words_and_whom_to_ask(alice, admin, grs):
    admin.email = "anna@example.org"
    admin.save()
    text = said(page(alice, "/help/"))

    for part in (
        "2 credits a picture",
        "4 credits more",
        "Answers",
        "Reserved",
        "anna@example.org",
    ):
        assert part in text


def test_help_says_when_a_vendor_that_rests_is_asked_again(alice, grs):
    grs.vendor.paused_until = timezone.now() + timedelta(minutes=5)
    grs.vendor.save()

    assert "Not answering" in said(page(alice, "/help/"))


def test_help_never_tells_why_a_vendor_rests_or_how_it_is_reached(alice, grs):
    grs.vendor.paused_until = timezone.now() + timedelta(minutes=5)
    grs.vendor.pause_reason = "vendor_balance"
    grs.vendor.save()
    shown = html(page(alice, "/help/"))

    assert "vendor_balance" not in shown
    assert grs.vendor.base_url not in shown


def test_help_takes_as_many_queries_for_many_as_for_one(alice, grs, django_assert_num_queries):
    client = person(alice)
    client.get("/help/")
    with CaptureQueriesContext(connection) as few:
        client.get("/help/")
    for number in range(5):
        new_person(f"admin{number}", role="admin", credits=0)
        offer(vendor("grsai", "http://127.0.0.1:9", slug=f"other-{number}"), "nano-banana-2")

    with django_assert_num_queries(len(few)):
        client.get("/help/")


def test_the_list_of_shortcuts_is_a_fragment_of_help(alice):
    answer = person(alice).get("/help/", headers={"HX-Request": "true"})

    assert "Undo the last action" in said(answer)
    assert "<html" not in html(answer)


def test_the_password_is_changed_by_who_knows_it(alice):
    client = person(alice)
    new = "another horse battery"

    refused = client.post(
        "/password/", {"old_password": "no", "new_password1": new, "new_password2": new}
    )
    assert "incorrect" in said(refused)
    wrong = re.findall(r'<input[^>]*name="(\w+)"[^>]*aria-invalid="true"', html(refused))
    assert wrong == ["old_password"]
    answer = client.post(
        "/password/",
        {"old_password": "correct horse battery", "new_password1": new, "new_password2": new},
    )

    assert answer.headers["Location"] == "/settings/#security"
    alice.refresh_from_db()
    assert alice.check_password(new)
