"""Whether the files that rows speak of are in the storage, whole."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.storage import default_storage

from studio.models import Asset

CHUNK = 1 << 20


def damaged(*, deep: bool = False) -> list[Any]:
    """Ids of assets whose file is missing or of another length; `deep` also hashes it."""
    found: list[Any] = []
    files = Asset.objects.order_by().values_list("key", "bytes", "sha256").distinct()
    for key, size, sha256 in files.iterator():
        if not _is_whole(key, size, sha256 if deep else ""):
            found += Asset.objects.filter(key=key, bytes=size).values_list("pk", flat=True)[:100]
    return found


def _is_whole(key: str, size: int, sha256: str) -> bool:
    try:
        if default_storage.size(key) != size:
            return False
        return not sha256 or digest(key) == sha256
    except Exception:  # each storage has its own words for a file that is not there
        return False


def digest(key: str) -> str:
    """The file's own hash, read again from the storage."""
    found = hashlib.sha256()
    with default_storage.open(key) as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()
