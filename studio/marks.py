"""What one person thinks of assets: favourites."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef

from studio.models import Asset, AssetMark, User


def favour(asset: Asset, user: User, *, on: bool) -> None:
    AssetMark.objects.update_or_create(asset=asset, user=user, defaults={"favourite": on})


def marked(user: User) -> Exists:
    """Of rows of assets: whether this person marked each."""
    return Exists(AssetMark.objects.filter(asset=OuterRef("pk"), user=user, favourite=True))


def favourites(user: User, keys: Collection[UUID]) -> set[UUID]:
    """Those of these assets that this person marked."""
    rows = AssetMark.objects.filter(user=user, asset__in=keys, favourite=True)
    return set(rows.values_list("asset", flat=True))
