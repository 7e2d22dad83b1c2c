"""A member's own files, made harmless and kept as assets to be used as references."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from providers.params import InvalidParams
from studio import files, live, media, queue
from studio.models import Asset, User, Visibility
from studio.models.asset import search_text
from studio.models.project import audience_of


class MayNotUpload(Exception):
    """The person may look, but not add files."""


class TooLarge(Exception):
    """More bytes than UPLOAD_MAX_BYTES."""


class UnknownType(Exception):
    """Not a picture, clip or sound that we take."""


def keep(user: User, upload: UploadedFile[Any]) -> Asset:
    """The upload as an asset, visible to its author alone; the same file is kept once.

    Raises MayNotUpload, TooLarge, UnknownType, InvalidParams, files.StorageTrouble.
    """
    if not user.may_generate:
        raise MayNotUpload("viewers look and download")
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise TooLarge
    folder = files.scratch("upload")
    try:
        return _keep(user, _spooled(upload, folder / "given"), _clean_name(upload.name or ""))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _spooled(upload: UploadedFile[Any], target: Path) -> Path:
    with target.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return target


def _keep(user: User, given: Path, name: str) -> Asset:
    cleaned = given.with_name("cleaned")
    kind, facts = _prove(given, cleaned)
    sha256 = _digest(cleaned)
    if earlier := _earlier(user, sha256):
        return earlier
    key = files.original_key(sha256, kind.extension)
    files.store(cleaned, key)
    asset = _asset(user, name, facts)
    asset.sha256, asset.key, asset.mime = sha256, key, kind.mime
    asset.bytes = cleaned.stat().st_size
    return _save(asset)


def _prove(given: Path, cleaned: Path) -> tuple[media.Sniffed, media.Probe]:
    try:
        kind = media.clean_upload(given, cleaned)
        return kind, media.probe(cleaned)
    except media.MediaError as error:
        if error.code == "unknown_type":
            raise UnknownType from None
        raise InvalidParams({"file": error.message}) from None


def _earlier(user: User, sha256: str) -> Asset | None:
    mine = Asset.objects.filter(author=user, origin=Asset.Origin.UPLOAD, sha256=sha256)
    return mine.filter(trashed_at=None).first()


def _asset(user: User, name: str, facts: media.Probe) -> Asset:
    return Asset(
        author=user,
        origin=Asset.Origin.UPLOAD,
        name=name,
        kind=facts.kind,
        width=facts.width,
        height=facts.height,
        duration=facts.duration,
        has_alpha=facts.has_alpha,
        has_audio=facts.has_audio,
        c2pa=facts.c2pa,
        visibility=Visibility.ME,
        audience=audience_of(user.pk, Visibility.ME, None),
        search_text=search_text(name),
    )


@transaction.atomic
def _save(asset: Asset) -> Asset:
    asset.save(force_insert=True)
    live.announce("asset", [asset.pk], asset.audience)
    queue.enqueue("studio.tasks.derive", str(asset.pk), cluster=queue.MEDIA)
    return asset


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _clean_name(name: str) -> str:
    """Only for people to read: nothing is ever opened by it."""
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff/\\]", "", name)[:120].strip()
