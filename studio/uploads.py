"""A member's own files, made harmless and kept as assets to be used as references."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from providers.params import InvalidParams
from studio import files, media, queue
from studio.models import Asset, User, Visibility
from studio.models.asset import search_text
from studio.models.project import audience_of


class MayNotUpload(Exception):
    """The person may look, but not add files."""


class TooLarge(Exception):
    """More bytes than UPLOAD_MAX_BYTES."""


class UnknownType(Exception):
    """Not a picture, clip or sound that we take."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload as an asset. `size` is that of the picture that was given, as a viewer sees it."""

    asset: Asset
    size: tuple[int, int] | None = None

    @property
    def is_smaller(self) -> bool:
        return self.size not in (None, (self.asset.width, self.asset.height))


def keep(user: User, upload: UploadedFile[Any]) -> Kept:
    """The upload as an asset, visible to its author alone; the same file is kept once.

    Raises MayNotUpload, TooLarge, UnknownType, InvalidParams, files.StorageTrouble.
    """
    if not user.may_generate:
        raise MayNotUpload("viewers look and download")
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise TooLarge
    with scratch("upload") as folder:
        given, cleaned = _spooled(upload, folder / "given"), folder / "cleaned"
        try:
            found = media.clean_upload(given, cleaned)
        except media.MediaError as error:
            raise _refused(error) from None
        asset = add(user, cleaned, found.type, _clean_name(upload.name or ""))
        return Kept(asset, found.size)


def made_here(user: User, upload: UploadedFile[Any]) -> Asset | None:
    """The result whose very file this is, where its settings may be seen."""
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    shown = Asset.objects.for_user(user).filter(sha256=found.hexdigest(), trashed_at=None)
    return shown.exclude(run=None).order_by("-created_at").first()


def _spooled(upload: UploadedFile[Any], target: Path) -> Path:
    with target.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return target


def add(
    user: User, path: Path, kind: media.Sniffed, name: str, cut_from: Asset | None = None
) -> Asset:
    """A harmless file as an upload of this person's. Raises InvalidParams, StorageTrouble."""
    try:
        facts = media.probe(path)
    except media.MediaError as error:
        raise _refused(error) from None
    sha256 = _digest(path)
    if earlier := _earlier(user, sha256):
        return earlier
    key = files.original_key(sha256, kind.extension)
    files.store(path, key)
    asset = _asset(user, name, facts)
    asset.sha256, asset.key, asset.mime = sha256, key, kind.mime
    asset.bytes, asset.cut_from = path.stat().st_size, cut_from
    return _save(asset)


def _refused(error: media.MediaError) -> Exception:
    if error.code == "unknown_type":
        return UnknownType()
    return InvalidParams({"file": error.message})


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    folder = files.scratch(name)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
    """Pages hear of it when it has a preview."""
    asset.save(force_insert=True)
    queue.enqueue("studio.tasks.derive", str(asset.pk), cluster=queue.MEDIA)
    return asset


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _clean_name(name: str) -> str:
    """Only for people to read: nothing is ever opened by it."""
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff/\\]", "", name)[:120].strip()
