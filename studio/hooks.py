"""Callback addresses: one per attempt, with an unguessable token."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def token(attempt_id: UUID) -> str:
    return salted_hmac("studio.hooks", str(attempt_id), algorithm="sha256").hexdigest()


def is_token(attempt_id: UUID, given: str) -> bool:
    return constant_time_compare(token(attempt_id), given)


def callback_url(attempt_id: UUID) -> str:
    """Empty without a public URL: the vendor could not reach us."""
    if not settings.PUBLIC_URL:
        return ""
    return f"{settings.PUBLIC_URL}/hooks/{attempt_id}/{token(attempt_id)}/"
