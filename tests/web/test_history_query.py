"""History's filters without HTTP, and how the database walks."""

import pytest
from django.db import connection

from studio import history, keyset
from studio.models import Membership, Project
from tests.web import support


def found(user, **raw):
    return list(history.matching(user, history.parse(raw, user)))


def test_filters_that_mean_nothing_are_named_and_ignored(alice):
    support.asset(alice)

    filters = history.parse({"kind": "sculpture", "by": "nobody", "q": " ", "page": "7"}, alice)

    assert filters.ignored == ("kind", "by")
    assert len(list(history.matching(alice, filters))) == 1


def test_a_private_project_cannot_be_named_by_others(alice, bob, private_project):
    support.asset(alice, project=private_project)

    assert len(found(alice, project="secret")) == 1
    assert history.parse({"project": "secret"}, bob).ignored == ("project",)


def test_a_member_of_several_ways_sees_each_thing_once(alice, bob):
    project = Project.objects.create(name="P", slug="p", visibility="private", owner=alice)
    for user in (alice, bob):
        Membership.objects.create(project=project, user=user, role="owner")
    support.asset(alice, project=project)

    assert len(found(alice)) == len(found(bob, project="p")) == 1


def test_what_lies_in_the_trash_is_not_found(alice):
    row = support.asset(alice)
    row.trashed_at = row.created_at
    row.save()

    assert found(alice) == []


def test_a_count_stops_where_it_is_more_than_anybody_reads(alice):
    for number in range(5):
        support.asset(alice, content=str(number).encode())
    rows = history.matching(alice, history.Filters())

    assert [history.count_capped(rows, most) for most in (10, 5, 3)] == [5, 5, 4]


def test_a_cursor_of_another_list_is_refused_or_harmless(alice):
    support.asset(alice)

    for cursor in ("MQ", "x" * 40, "OTk5OS0xMi0zMVQyMzo1OTo1OS0yMzowMCB4"):
        with pytest.raises(keyset.BadCursor):
            history.page(alice, history.Filters(), cursor)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's planner")
@pytest.mark.parametrize(
    ("raw", "index"),
    [
        ({}, "asset_newest"),
        ({"q": "fox"}, "asset_newest"),
        ({"from": "2026-01-01"}, "asset_newest"),
        ({"by": "me"}, "asset_author"),
        ({"model": "nano-banana-2"}, "asset_model"),
        ({"vendor": "grsai"}, "asset_vendor"),
        ({"project": "none"}, "asset_project"),
        ({"kind": "video"}, "asset_kind"),
    ],
)
def test_a_page_is_read_in_order_and_never_sorted(alice, grs, raw, index):
    rows = history.matching(alice, history.parse(raw, alice))
    plan = rows.select_related(*history.RELATED).order_by("-created_at", "-id")[:61].explain()

    assert index in plan
    assert "TEMP B-TREE" not in plan
