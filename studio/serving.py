"""A stored file as an HTTP response: harmless in a browser, kept for good in its cache."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from studio import audit
from studio.models import Asset, Preview, Task, User
from studio.models.project import TEAM

DERIVATIVES = ("t240", "t480", "p1600", "poster", "hover")
FOREVER = "private, max-age=31536000, immutable"
REDIRECT = "private, max-age=600"  # shorter than the signed address lives
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def original(request: HttpRequest, user: User, asset_id: UUID) -> HttpResponseBase:
    """The file as it was made, inline, or as a download with `?download=1`."""
    asset = _visible(user, asset_id)
    _note_private(request, user, asset)
    attached = request.GET.get("download", "") not in ("", "0")
    disposition = content_disposition_header(attached, file_name(asset)) or "inline"
    return _answer(request, asset.key, asset.mime, asset.sha256, disposition)


def derivative(request: HttpRequest, user: User, asset_id: UUID, name: str) -> HttpResponseBase:
    """A smaller form of it: one of DERIVATIVES."""
    asset = _visible(user, asset_id)
    found: dict[str, Any] = asset.derivatives.get(name, {}) if name in DERIVATIVES else {}
    if not found:
        raise Http404("there is no such form of this file")
    return _answer(request, found["key"], found["mime"], f"{asset.sha256}.{name}", "inline")


def preview(user: User, task_id: UUID) -> HttpResponse:
    """The unfinished picture of a task, of this moment: nobody's cache keeps it."""
    found = Preview.objects.filter(pk=task_id, task__in=Task.objects.for_user(user)).first()
    if found is None:
        raise Http404("there is no unfinished picture of this task")
    kept = {"Cache-Control": "private, no-store", "Content-Disposition": "inline"}
    return HttpResponse(bytes(found.content), content_type=found.mime, headers=HARMLESS | kept)


def for_vendor(asset: Asset) -> HttpResponseBase:
    """A reference, for a vendor that fetches it. Never a redirect: not every vendor follows."""
    response = _from_disk(asset.key) or FileResponse(default_storage.open(asset.key))
    response["Content-Type"] = asset.mime
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Security-Policy"] = HARMLESS["Content-Security-Policy"]
    return response


def file_name(asset: Asset) -> str:
    """`2026-11-21_nano-banana-2_a-red-fox_1a2b3c.png`. Needs model and prompt loaded."""
    day = timezone.localtime(asset.created_at, timezone.get_default_timezone())
    maker = asset.model.slug if asset.model else "upload"
    title = asset.prompt.text if asset.prompt else PurePosixPath(asset.name).stem
    words = re.findall(r"\w+", title)[:8]
    parts = [f"{day:%Y-%m-%d}", maker, "-".join(words)[:60].strip("-_"), asset.pk.hex[:6]]
    return "_".join(part for part in parts if part) + PurePosixPath(asset.key).suffix


def _visible(user: User, asset_id: UUID) -> Asset:
    rows = Asset.objects.for_user(user).filter(pk=asset_id, trashed_at=None)
    asset = rows.select_related("model", "prompt").defer("search_text").first()
    if asset is None:
        raise Http404("there is no such file")
    return asset


def _note_private(request: HttpRequest, user: User, asset: Asset) -> None:
    """An admin may see what others keep to themselves; that it was seen is kept as well."""
    is_private = asset.audience != TEAM and asset.author_id != user.pk
    begins = request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
    if user.is_admin and is_private and begins:
        audit.note(user, "asset.view", str(asset.pk))


def _answer(
    request: HttpRequest, key: str, mime: str, etag: str, disposition: str
) -> HttpResponseBase:
    response = _from_disk(key) or _elsewhere(key, mime, disposition)
    response["Content-Disposition"] = disposition
    response.headers.setdefault("Cache-Control", FOREVER)
    for name, value in HARMLESS.items():
        response[name] = value
    if isinstance(response, HttpResponseRedirect):
        return response
    response["Content-Type"] = mime
    response["ETag"] = f'"{etag}"'
    if isinstance(response, FileResponse):
        return response
    return get_conditional_response(request, etag=f'"{etag}"', response=response) or response


def _from_disk(key: str) -> HttpResponse | FileResponse | None:
    """The front streams the file that is named; without a front, Django does it itself."""
    if not settings.FILE_ROOT:
        return None
    path = settings.FILE_ROOT / key
    if settings.SENDFILE:
        return HttpResponse(headers={"X-Sendfile": str(path)})
    try:
        return FileResponse(path.open("rb"))
    except OSError:
        raise Http404("the file is not in the storage") from None


def _elsewhere(key: str, mime: str, disposition: str) -> HttpResponse:
    wishes = {"ResponseContentType": mime, "ResponseContentDisposition": disposition}
    storage: Any = default_storage  # of the S3 kind, which signs what it is asked for
    url = storage.url(key, parameters=wishes)
    return HttpResponseRedirect(url, headers={"Cache-Control": REDIRECT})
