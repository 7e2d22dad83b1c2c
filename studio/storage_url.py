"""STORAGE_URL: where archived files live. `file:///folder` or `s3://bucket?endpoint=…`."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

S3_OPTIONS = {"endpoint": "endpoint_url", "region": "region_name", "prefix": "location"}


def storage_from_url(url: str) -> dict[str, Any]:
    """The STORAGES entry. S3 keys: `s3://KEY:SECRET@bucket`, else boto's own sources."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": parts.path, "base_url": None},
        }
    if parts.scheme == "s3" and parts.hostname:
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": _s3(url)}
    raise ImproperlyConfigured(
        "STORAGE_URL must be file:///folder or s3://bucket?endpoint=…&region=…"
    )


def _s3(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = {
        "bucket_name": parts.hostname,
        "file_overwrite": True,  # keys name their content
        "signature_version": "s3v4",
        "addressing_style": "path",
        "default_acl": None,
        "querystring_expire": 900,
    }
    if parts.username:
        options |= {
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password or ""),
        }
    for name, value in parse_qsl(parts.query):
        if name not in S3_OPTIONS:
            raise ImproperlyConfigured(
                f"STORAGE_URL: unknown option {name}; it knows {', '.join(S3_OPTIONS)}"
            )
        options[S3_OPTIONS[name]] = value
    return options
