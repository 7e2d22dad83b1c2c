"""Every page of the admin: there, quick, and as the policy wants it."""

import re

import pytest
from django.urls import reverse

from studio.models import (
    AuditLog,
    Change,
    Offer,
    Project,
    RescueItem,
    Result,
    StoredReply,
    User,
    Vendor,
    VendorKey,
)
from tests.conftest import offer, vendor
from tests.finished import finished_task
from tests.web.admin.reading import page_of

pytestmark = pytest.mark.django_db


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


def test_the_admin_pages_have_our_icon(boss):
    page = boss.get("/admin/").content.decode()

    assert re.search(r'<link rel="icon" href="/static/img/favicon[^"]*\.svg"', page)
