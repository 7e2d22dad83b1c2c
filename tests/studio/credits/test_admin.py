import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from studio.credits import ledger
from studio.credits.models import Entry, Quota

from .conftest import pots

ACCOUNTS = reverse("admin:credits_account_changelist")


def staff(name, *permissions, **fields):
    user = get_user_model().objects.create(username=name, is_staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def logged_in(user, **options):
    client = Client(**options)
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def boss(db):
    return staff("boss", is_superuser=True)


def grant(client, account, **fields):
    data = {"action": "grant_credits", "_selected_action": [account.pk]}
    return client.post(ACCOUNTS, data | fields)


def confirmed(**fields):
    return {"confirmed": "Grant credits", "amount": "40", "reason": "a good week"} | fields


def test_granting_asks_for_an_amount_and_a_reason_first(boss, account):
    page = grant(logged_in(boss), account)

    assert "admin/credits/grant.html" in [template.name for template in page.templates]
    assert pots(account) == (0, 100, 0)


def test_a_grant_is_booked_with_its_giver_and_reason(boss, account):
    page = grant(logged_in(boss), account, **confirmed())

    entry = Entry.objects.latest("id")
    assert page.status_code == 302
    assert (entry.kind, entry.d_granted, entry.actor, entry.reason) == (
        "grant",
        40,
        boss,
        "a good week",
    )
    assert pots(account) == (0, 140, 0)


@pytest.mark.parametrize(
    "wrong", [{"reason": ""}, {"reason": "  "}, {"amount": "0"}, {"amount": "x"}]
)
def test_a_grant_without_a_reason_or_an_amount_is_asked_for_again(boss, account, wrong):
    page = grant(logged_in(boss), account, **confirmed(**wrong))

    assert page.context["form"].errors
    assert pots(account) == (0, 100, 0)


def test_several_accounts_are_granted_at_once(boss, account, opened):
    other = opened("bob")
    data = {"action": "grant_credits", "_selected_action": [account.pk, other.pk]}
    logged_in(boss).post(ACCOUNTS, data | confirmed())

    assert pots(account) == (0, 140, 0)
    assert pots(other) == (0, 40, 0)


def test_who_may_only_look_cannot_grant(account):
    looker = staff("looker", "view_account")

    page = grant(logged_in(looker), account, **confirmed())

    assert page.status_code in (200, 302)
    assert pots(account) == (0, 100, 0)


def test_who_may_grant_needs_no_further_rights(account):
    granter = staff("granter", "view_account", "grant_credits")

    grant(logged_in(granter), account, **confirmed())

    assert pots(account) == (0, 140, 0)


def test_a_grant_needs_the_csrf_token(boss, account):
    page = grant(logged_in(boss, enforce_csrf_checks=True), account, **confirmed())

    assert page.status_code == 403
    assert pots(account) == (0, 100, 0)


def test_a_grant_cannot_come_by_get(boss, account):
    data = {"action": "grant_credits", "_selected_action": account.pk}
    logged_in(boss).get(ACCOUNTS, data | confirmed())

    assert pots(account) == (0, 100, 0)


@pytest.mark.parametrize("model", ["account", "entry"])
def test_accounts_and_entries_can_only_be_looked_at(boss, account, model):
    client = logged_in(boss)
    row = account if model == "account" else Entry.objects.latest("id")

    assert client.get(reverse(f"admin:credits_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:credits_{model}_change", args=[row.pk])).status_code == 200
    for refused in (
        client.get(reverse(f"admin:credits_{model}_add")),
        client.post(reverse(f"admin:credits_{model}_change", args=[row.pk]), {"granted": 999}),
        client.post(reverse(f"admin:credits_{model}_delete", args=[row.pk]), {"post": "yes"}),
    ):
        assert refused.status_code == 403


def test_a_quota_is_edited_here(boss, account):
    fields = {"user": account.user_id, "allowance": 70, "period": "week", "rollover": 5}
    logged_in(boss).post(reverse("admin:credits_quota_add"), fields | {"enabled": "on"})
    ledger.refill(account)

    assert Quota.objects.get(user=account.user).rollover == 5
    assert pots(account) == (70, 100, 0)


def test_a_negative_quota_is_refused_with_a_word(boss, account):
    fields = {"user": account.user_id, "allowance": -1, "period": "week", "rollover": 0}
    page = logged_in(boss).post(reverse("admin:credits_quota_add"), fields)

    assert page.context["adminform"].form.errors
    assert not Quota.objects.exists()
