"""Thumbnails, posters and hover clips of an archived asset."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F

from studio import files, live, media
from studio.models import Asset

MOST = 5
EXTENSIONS = {"image/webp": "webp", "video/mp4": "mp4", "image/jpeg": "jpg", "image/png": "png"}


def derive(asset_id: UUID) -> None:
    """Safe to run twice. A file that cannot be decoded is marked, and stays downloadable."""
    mine = Asset.objects.filter(
        pk=asset_id, derived=Asset.Derived.PENDING, derive_attempts__lt=MOST
    )
    if not mine.update(derive_attempts=F("derive_attempts") + 1):
        return
    asset = Asset.objects.get(pk=asset_id)
    folder = files.scratch(f"derive-{asset.pk}")
    try:
        found = _derive(asset, folder)
        _save(asset, Asset.Derived.READY, found)
    except media.MediaError:
        _save(asset, Asset.Derived.FAILED, {})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _derive(asset: Asset, folder: Path) -> dict[str, dict[str, object]]:
    source = folder / "source"
    with default_storage.open(asset.key) as reader, source.open("wb") as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)
    made = media.derive(source, folder, asset.kind)  # type: ignore[arg-type]
    return {name: _store(asset, name, item) for name, item in made.items()}


def _store(asset: Asset, name: str, item: media.Derived) -> dict[str, object]:
    key = files.derivative_key(asset.sha256, name, EXTENSIONS[item.mime])
    files.store(item.path, key)
    return {
        "key": key,
        "width": item.width,
        "height": item.height,
        "bytes": item.bytes,
        "mime": item.mime,
    }


@transaction.atomic
def _save(asset: Asset, state: str, found: dict[str, dict[str, object]]) -> None:
    Asset.objects.filter(pk=asset.pk).update(derived=state, derivatives=found)
    live.announce("asset", [asset.pk], asset.audience)
