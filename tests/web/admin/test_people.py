"""Who people are and what belongs to them."""

import pytest
from django.urls import reverse

from studio.models import (
    ApiToken,
    AuditLog,
    Project,
    User,
)
from tests.web.admin.reading import errors, page_of

pytestmark = pytest.mark.django_db


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


def test_the_audience_of_a_projects_work_cannot_change_behind_its_back(boss, private_project):
    fields = {"name": "Renamed", "slug": "secret", "visibility": "team"}
    inline = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    boss.post(
        page_of(Project, "change", private_project.pk),
        fields | inline | {"owner": private_project.owner_id},
    )

    private_project.refresh_from_db()
    assert (private_project.name, private_project.visibility) == ("Renamed", "private")
