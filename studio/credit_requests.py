"""A member asks for credits, an admin grants them: each request once."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from studio import audit, live
from studio.credits import ledger
from studio.models import CreditRequest, Notification, User

ASKED, GRANTED = "credits_asked", "credits_granted"
USUAL, MOST = 500, 1_000_000
LONGEST = 300


def open_request(user: User) -> CreditRequest | None:
    """The one that no admin has answered yet."""
    return CreditRequest.objects.filter(user=user, answered_at=None).first()


def ask(user: User, amount: int, reason: str = "") -> CreditRequest:
    """The open request of this member: a new one, which every admin is told of, or the old."""
    try:
        with transaction.atomic():
            request = CreditRequest.objects.create(user=user, amount=amount, reason=reason)
            _tell_admins(request)
    except IntegrityError:  # there is one: asking twice is asking once
        return CreditRequest.objects.get(user=user, answered_at=None)
    return request


def _tell_admins(request: CreditRequest) -> None:
    admins = User.objects.filter(role=User.Role.ADMIN, is_active=True)
    detail = _detail(request) | {"user": request.user.display_name, "reason": request.reason}
    notices = [Notification(user=admin, kind=ASKED, detail=detail) for admin in admins]
    Notification.objects.bulk_create(notices)
    live.announce_all([("notice", item.pk, f"only:{item.user_id}") for item in notices])


@transaction.atomic
def grant(request_id: UUID, actor: User | None) -> bool:
    """Add what was asked for; False where it was answered before."""
    request = _answer(request_id, actor)
    if request is None:
        return False
    account = ledger.open_account(request.user)
    ledger.grant(account, request.amount, actor, request.reason or "asked for")
    notice = Notification.objects.create(user=request.user, kind=GRANTED, detail=_detail(request))
    audit.note(actor, "credits.granted", request.user.username, _detail(request))
    only = f"only:{request.user_id}"
    live.announce_all([("balance", request.user_id, only), ("notice", notice.pk, only)])
    return True


@transaction.atomic
def decline(request_id: UUID, actor: User | None) -> bool:
    """Close it without credits; False where it was answered before."""
    request = _answer(request_id, actor)
    if request is None:
        return False
    audit.note(actor, "credits.declined", request.user.username, _detail(request))
    return True


def _answer(request_id: UUID, actor: User | None) -> CreditRequest | None:
    """The request, for the one who answers it first."""
    mine = CreditRequest.objects.filter(pk=request_id, answered_at=None)
    if not mine.update(answered_at=timezone.now(), answered_by=actor):
        return None
    return CreditRequest.objects.select_related("user").get(pk=request_id)


def _detail(request: CreditRequest) -> dict[str, object]:
    return {"amount": request.amount, "request": str(request.pk)}
