"""What one person thinks of assets: favourites."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from studio.models import Asset, AssetMark, User


def favour(asset: Asset, user: User, *, on: bool) -> None:
    AssetMark.objects.update_or_create(asset=asset, user=user, defaults={"favourite": on})


def favourites(user: User, keys: Collection[UUID]) -> set[UUID]:
    """Those of these assets that this person marked."""
    rows = AssetMark.objects.filter(user=user, asset__in=keys, favourite=True)
    return set(rows.values_list("asset", flat=True))
