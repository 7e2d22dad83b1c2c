"""What a person chooses in Settings, and where it is felt."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio import preferences, presets
from studio.models import AuditLog, Project
from tests.conftest import offer
from tests.web import support
from tests.web.pages import demo_offer, html, person, said

OLD = "correct horse battery"
DEMO = ("gpt-image-2", "nano-banana-pro", "nano-banana", "nano-banana-fast", "nano-banana-2")


def choose(user, **fields):
    [name] = fields
    return person(user).post(
        "/settings/", {"control": name} | fields, headers={"HX-Request": "true"}
    )


def chosen(page, field):
    """The value that a select of the page shows."""
    [select] = re.findall(rf'<select[^>]*name="{field}".*?</select>', html(page), re.DOTALL)
    found = re.search(r'value="([^"]*)"\s+selected', select)
    return found.group(1) if found else ""


@pytest.fixture
def other(grs):
    """A second model, after the first."""
    row = offer(grs.vendor, "gpt-image-2")
    row.model.order = 10_000
    row.model.save()
    return row.model


def test_a_new_form_is_seen_by_whom_its_author_likes(alice, grs):
    choose(alice, visibility="me")

    assert chosen(person(alice).get("/studio/"), "visibility") == "me"


def test_a_new_form_begins_with_the_liked_model_of_its_kind(alice, grs, other):
    assert chosen(person(alice).get("/studio/"), "model") == "nano-banana-2"
    assert choose(alice, image_model=other.slug).content == b"Saved"

    assert chosen(person(alice).get("/studio/"), "model") == other.slug
    assert chosen(person(alice).get("/studio/?kind=image"), "model") == other.slug
    assert chosen(person(alice).get("/studio/?model=nano-banana-2"), "model") == "nano-banana-2"


def test_a_default_preset_comes_before_the_liked_model(alice, grs, other):
    choose(alice, image_model=other.slug)
    presets.save(alice, "mine", presets.Content(grs.model), "me", is_default=True)

    assert chosen(person(alice).get("/studio/"), "model") == "nano-banana-2"


def test_a_liked_model_that_was_switched_off_is_passed_over(alice, grs, other):
    choose(alice, image_model=other.slug)
    other.enabled = False
    other.save()

    assert chosen(person(alice).get("/studio/"), "model") == "nano-banana-2"


def test_a_new_form_goes_into_the_liked_project(alice, grs):
    Project.objects.create(name="Spring", slug="spring", owner=alice)
    choose(alice, project="spring")
    assert chosen(person(alice).get("/studio/"), "project") == "spring"

    Project.objects.all().delete()
    assert chosen(person(alice).get("/studio/"), "project") == ""


@pytest.mark.parametrize(
    "fields", [{"image_model": "veo"}, {"project": "secret"}, {"time_zone": "Mars/Base"}]
)
def test_what_no_list_offers_is_refused(alice, bob, grs, fields):
    Project.objects.create(name="Secret", slug="secret", owner=bob, visibility="private")

    answer = choose(alice, **fields)

    assert answer.status_code == 422
    assert "This can't be chosen." in unescape(answer.content.decode())
    alice.refresh_from_db()
    assert alice.preferences == {}


def test_days_and_hours_are_those_of_the_chosen_zone(alice, grs):
    asset = support.asset(alice)
    type(asset).objects.update(created_at=datetime(2025, 3, 1, 22, 30, tzinfo=UTC))
    assert "1 March 2025" in said(person(alice).get("/history/"))

    assert choose(alice, time_zone="Asia/Shanghai").headers["HX-Refresh"] == "true"

    page = person(alice).get("/history/")
    assert "2 March 2025" in said(page)
    assert 'data-zone="Asia/Shanghai"' in html(page)


def test_one_persons_zone_is_not_the_next_ones(alice, bob, grs):
    choose(alice, time_zone="Asia/Shanghai")
    person(alice).get("/history/")

    assert "data-zone" not in html(person(bob).get("/history/"))


def test_every_zone_on_the_list_is_allowed(alice):
    zones = preferences.time_zones()

    assert {"UTC", "Europe/Warsaw", "Asia/Shanghai"} <= set(zones)
    assert preferences.keep(alice, {"time_zone": zones[-1]}).time_zone == zones[-1]


def test_a_viewer_has_no_settings_for_what_a_viewer_cannot_do(viewer, grs):
    assert 'id="create"' not in html(person(viewer).get("/settings/"))


def test_settings_take_as_many_queries_for_many_as_for_one(alice, grs, django_assert_num_queries):
    client = person(alice)
    client.get("/settings/")
    with CaptureQueriesContext(connection) as few:
        client.get("/settings/")
    for number in range(5):
        Project.objects.create(name=f"P{number}", slug=f"p{number}", owner=alice)
        demo_offer(DEMO[number])

    with django_assert_num_queries(len(few)):
        client.get("/settings/")


def test_signing_out_elsewhere_leaves_this_browser_alone_signed_in(alice):
    here, there = person(alice), person(alice)

    answer = here.post("/password/elsewhere/", {"password": OLD}, follow=True)

    assert "You are signed out everywhere else." in said(answer)
    assert here.get("/usage/").status_code == 200
    assert there.get("/usage/").status_code == 302
    alice.refresh_from_db()
    assert alice.check_password(OLD)
    assert AuditLog.objects.get(action="user.signed_out_elsewhere").actor == alice


def test_who_does_not_know_the_password_signs_nobody_out(alice):
    here, there = person(alice), person(alice)

    assert "The password is wrong." in said(here.post("/password/elsewhere/", {"password": "no"}))
    assert there.get("/usage/").status_code == 200


def test_changing_the_password_signs_out_elsewhere_too(alice):
    here, there = person(alice), person(alice)
    new = {"new_password1": "another horse battery", "new_password2": "another horse battery"}
    here.post("/password/", {"old_password": OLD} | new)

    assert here.get("/usage/").status_code == 200
    assert there.get("/usage/").status_code == 302
