"""Looks into History: as whom, at what, and in which way. Imported after Django is set up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from studio import history, keyset
from studio.models import Asset, Membership, Project, User

Statement = tuple[str, Any]


def viewers() -> list[User]:
    """One of the team, in one private project, and an admin."""
    member, _ = User.objects.get_or_create(username="bench-member")
    admin, _ = User.objects.get_or_create(username="bench-admin", defaults={"role": "admin"})
    private = Project.objects.filter(visibility=Project.Visibility.PRIVATE).first()
    if private:
        Membership.objects.get_or_create(project=private, user=member)
    return [member, admin]


def cases() -> dict[str, dict[str, str]]:
    """Query strings: the busiest person and project, and a model in the middle."""
    newest = Asset.objects.filter(model__kind="image", project__visibility="team")
    some = newest.select_related("author", "project", "model", "prompt").latest("created_at")
    rare = Asset.objects.select_related("prompt").order_by("created_at")[1000].prompt
    day = (timezone.now() - timedelta(days=400)).date()
    project, person = {"project": some.project.slug}, {"by": "seed-001"}
    return {
        "first": {},
        "deep": {"cursor": _deep()},
        "person": person,
        "person, deep": person | {"cursor": _deep()},
        "model": {"model": some.model.slug},
        "project": project,
        "project, person": project | person,
        "project, rare person": project | {"by": "seed-012"},
        "kind": {"kind": "video"},
        "dates": {"from": str(day), "to": str(day + timedelta(days=3))},
        "common word": {"q": "fox"},
        "common word, person": {"q": "fox"} | person,
        "rare word": {"q": rare.text.split()[-1]},
        "two Chinese": {"q": "麒麟"},
        "absent word": {"q": "zyzzyva"},
        "absent Chinese": {"q": "龘靐"},
    }


def _deep() -> str:
    """The cursor after nine tenths of all rows."""
    at = Asset.objects.order_by("created_at")[Asset.objects.count() // 10].created_at
    return keyset.page(Asset.objects.filter(created_at__lte=at), "", 1).next


def client(viewer: User) -> Client:
    found = Client(SERVER_NAME="localhost")
    found.force_login(viewer)
    return found


def get(browser: Client, query: dict[str, str]) -> None:
    reply = browser.get("/history/", query)
    assert reply.status_code == 200, reply.status_code


def page(viewer: User, query: dict[str, str]) -> None:
    filters = history.parse(query, viewer)
    history.page(viewer, filters, query.get("cursor", ""), 60)


def values(viewer: User, query: dict[str, str]) -> None:
    """The same columns of the same rows as Python's values, without a model around them."""
    rows = history.matching(viewer, history.parse(query, viewer))
    keyset.page(rows.values_list("pk", *_columns(), named=True), query.get("cursor", ""), 60)


def _columns() -> list[str]:
    own = [field for field in Asset._meta.concrete_fields if field.name != "search_text"]
    related = [
        f"{name}__{field.attname}"
        for name in history.RELATED
        for field in Asset._meta.get_field(name).related_model._meta.concrete_fields
    ]
    return [*(field.attname for field in own), *related]


def statements(work: Callable[[], object]) -> list[Statement]:
    """What `work` asks of the database, with its values."""
    found: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return found


def bare(found: list[Statement]) -> None:
    """The same, as the driver does it. SQLite's leaves ids, times and JSON as text."""
    for sql, params in found:
        with connection.cursor() as cursor:
            cursor.cursor.execute(sql, params or ())
            cursor.cursor.fetchall()
