"""How a reference reaches a vendor: a signed, expiring URL of ours, or inline."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.files.storage import default_storage

from providers.base import Provider
from providers.catalog import ModelSpec
from providers.params import InvalidParams
from providers.said import said
from providers.types import Reference
from studio.models import Asset, TaskReference

Way = Literal["url", "data_uri", "base64"]
SALT = "studio.references"


def way_for(provider: Provider, spec: ModelSpec, total_bytes: int) -> Way:
    """Raises InvalidParams where there is no way, before anything is spent."""
    wish = provider.settings.reference_transport
    if wish != "auto":
        return _wished(wish, total_bytes, provider.settings.inline_bytes)
    if settings.PUBLIC_URL and "url" in spec.transports:
        return "url"
    inline: list[Way] = [way for way in spec.transports if way != "url"]
    if inline and total_bytes <= provider.settings.inline_bytes:
        return inline[0]
    if inline:
        limit = provider.settings.inline_bytes // 1_000_000
        raise InvalidParams(
            {"references": f"must be at most {limit} MB together: no PUBLIC_URL is set"}
        )
    raise InvalidParams(
        {"references": said("this vendor fetches references by URL, and no PUBLIC_URL is set")}
    )


def _wished(wish: Way, total_bytes: int, limit: int) -> Way:
    if wish == "url" and not settings.PUBLIC_URL:
        raise InvalidParams(
            {"references": said("this vendor is set to fetch references, and no PUBLIC_URL is set")}
        )
    if wish != "url" and total_bytes > limit:
        text = said("must be at most %(most)s MB together", most=limit // 1_000_000)
        raise InvalidParams({"references": text})
    return wish


def prepare(references: Sequence[TaskReference], way: Way) -> tuple[Reference, ...]:
    """The references as the provider gets them. Reads files for inline ways: no transaction."""
    return tuple(
        Reference(
            role=item.role,
            kind=item.asset.kind,  # type: ignore[arg-type]
            url=signed_url(item.task_id, item.asset_id)
            if way == "url"
            else _inline(item.asset, way),
            mime=item.asset.mime,
            name=item.asset.name or f"reference-{item.position + 1}",
        )
        for item in references
    )


def _inline(asset: Asset, way: Way) -> str:
    with default_storage.open(asset.key) as file:
        encoded = base64.b64encode(file.read()).decode()
    return encoded if way == "base64" else f"data:{asset.mime};base64,{encoded}"


def signed_url(task_id: UUID, asset_id: UUID) -> str:
    token = signing.dumps([str(task_id), str(asset_id)], salt=SALT, compress=True)
    return f"{settings.PUBLIC_URL}/r/{token}/"


def read_token(token: str) -> tuple[UUID, UUID] | None:
    """(task, asset) of a token that is ours and not expired."""
    try:
        task, asset = signing.loads(
            token, salt=SALT, max_age=timedelta(seconds=settings.REFERENCE_TTL)
        )
    except signing.BadSignature:
        return None
    return UUID(task), UUID(asset)
