"""Taking an asset out of sight, and back. The file itself stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from studio import audit, live
from studio.models import Asset, AuditLog, Run, User

MOMENT = timedelta(minutes=1)  # within which the journal is written


class NotYours(Exception):
    """Only its author or an admin may do that."""


def discard(asset: Asset, user: User) -> None:
    """Raises NotYours."""
    _move(asset, user, "asset.trash", discarded=True)


def restore(asset: Asset, user: User) -> None:
    """Raises NotYours."""
    _move(asset, user, "asset.restore", discarded=False)


@transaction.atomic
def _move(asset: Asset, user: User, action: str, *, discarded: bool) -> None:
    if asset.author_id != user.pk and not user.is_admin:
        raise NotYours
    asset.trashed_at = timezone.now() if discarded else None
    Asset.objects.filter(pk=asset.pk).update(trashed_at=asset.trashed_at)
    live.announce("asset", [asset.pk], asset.audience)
    if asset.author_id != user.pk:
        audit.note(user, action, str(asset.pk))


def discarder(asset: Asset) -> User:
    """Who took it out of sight: the journal has it where that was not its author."""
    at = asset.trashed_at or timezone.now()
    noted = AuditLog.objects.filter(
        created_at__range=(at, at + MOMENT),
        action__in=("asset.trash", "run.trash"),
        subject__in=[str(asset.pk), str(asset.run_id)],
    )
    note = noted.select_related("actor").first()
    return note.actor if note and note.actor else asset.author


@transaction.atomic
def discard_run(run: Run, user: User) -> datetime:
    """Everything a run made, at one moment, by which it comes back. Raises NotYours."""
    now = timezone.now()
    _move_all(run, user, run.assets.filter(trashed_at=None), "run.trash", now)
    return now


@transaction.atomic
def restore_run(run: Run, user: User, moment: datetime) -> None:
    """What was discarded together, and nothing that was in the trash before. Raises NotYours."""
    _move_all(run, user, run.assets.filter(trashed_at=moment), "run.restore", None)


def _move_all(
    run: Run, user: User, assets: QuerySet[Asset], action: str, at: datetime | None
) -> None:
    if run.author_id != user.pk and not user.is_admin:
        raise NotYours
    moved = list(assets.values_list("pk", "audience"))
    Asset.objects.filter(pk__in=[pk for pk, _audience in moved]).update(trashed_at=at)
    live.announce_all([("asset", pk, audience) for pk, audience in moved])
    if run.author_id != user.pk:
        audit.note(user, action, str(run.pk))
