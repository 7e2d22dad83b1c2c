"""Who did what to what, written down for good. Secrets never go in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.models import AuditLog, User


def note(
    actor: User | None, action: str, subject: str, detail: Mapping[str, Any] | None = None
) -> None:
    """Part of the caller's transaction. `actor` is None where a command did it."""
    AuditLog.objects.create(
        actor=actor, action=action, subject=subject[:120], detail=dict(detail or {})
    )
