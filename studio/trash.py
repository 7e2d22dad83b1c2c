"""Taking an asset out of sight, and back. The file itself stays."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from studio import audit, live
from studio.models import Asset, User


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
