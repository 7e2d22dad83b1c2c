"""What changed, for browsers: an append-only feed that every process reads by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from studio.models import Change, User
from studio.models.project import audiences

KEEP = timedelta(hours=6)
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Viewer:
    user_id: str
    keys: frozenset[str] | None  # None: may see everything


def announce(kind: str, object_ids: Iterable[object], audience: str) -> None:
    """Say that these rows changed, as part of the caller's transaction."""
    Change.objects.bulk_create(
        Change(kind=kind, object_id=str(item), audience=audience) for item in object_ids
    )


def announce_all(changes: Iterable[tuple[str, object, str]]) -> None:
    Change.objects.bulk_create(
        Change(kind=kind, object_id=str(item), audience=audience)
        for kind, item, audience in changes
    )


def newest() -> int:
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changes(after: int) -> tuple[int, list[Change]]:
    """(cursor, rows after it), oldest first, at most BATCH."""
    rows = list(Change.objects.filter(pk__gt=after).order_by("pk")[:BATCH])
    return (rows[-1].pk if rows else after), rows


def version() -> int:
    """A number that differs when another connection has committed. Cheap."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA data_version")
        else:
            cursor.execute("SELECT coalesce(max(id), 0) FROM studio_change")
        return int(cursor.fetchone()[0])


def authenticate(cookie: str | None) -> Viewer | None:
    """The viewer of a Cookie header's session, re-checked against password and state."""
    try:
        morsel = SimpleCookie(cookie or "").get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    session = SessionStore(morsel.value) if morsel else None
    if session is None or not session.get(SESSION_KEY) or not session.get(BACKEND_SESSION_KEY):
        return None
    user = User.objects.filter(pk=session[SESSION_KEY], is_active=True).first()
    if user is None or not constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    ):
        return None
    keys = audiences(user)
    return Viewer(str(user.pk), None if keys is None else frozenset(keys))


def may_see(viewer: Viewer, change: Change) -> bool:
    if change.audience.startswith("only:"):
        return change.audience == f"only:{viewer.user_id}"
    return viewer.keys is None or change.audience in viewer.keys


def forget_old() -> int:
    """Drop changes nobody can still be waiting for."""
    return Change.objects.filter(at__lt=timezone.now() - KEEP).delete()[0]
