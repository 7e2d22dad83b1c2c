"""Start-up checks: settings that would hurt later are named now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as CheckWarning

from studio import vault


@register(Tags.security)
def vault_keys(**_: Any) -> list[Error]:
    try:
        vault.check_keys()
    except vault.VaultError as error:
        return [Error(f"STUDIO_VAULT_KEYS: {error}", hint="id:base64key,…", id="studio.E001")]
    return []


@register(Tags.security)
def queue_times(**_: Any) -> list[Error]:
    alternatives: dict[str, dict[str, int]] = settings.Q_CLUSTER["ALT_CLUSTERS"]  # type: ignore[assignment]
    clusters: list[Any] = [settings.Q_CLUSTER, *alternatives.values()]
    if all(
        item["retry"] > item["timeout"] and item["queue_limit"] <= item["workers"]
        for item in clusters
    ):
        return []
    return [
        Error(
            "Q_CLUSTER: retry must exceed timeout, queue_limit not exceed workers", id="studio.E002"
        )
    ]


@register(Tags.security, deploy=True)
def public_url(**_: Any) -> list[CheckWarning]:
    if settings.PUBLIC_URL:
        return []
    text = "PUBLIC_URL is not set: vendors that fetch references by URL cannot, and there are no callbacks"
    return [CheckWarning(text, id="studio.W001")]
