"""What an admin gives and saves is written down."""

import pytest

from studio.models import (
    AuditLog,
    Change,
    RescueItem,
    Result,
)
from tests.web.admin.reading import messages, page_of

pytestmark = pytest.mark.django_db


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
