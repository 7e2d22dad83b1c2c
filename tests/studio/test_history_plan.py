"""No page of History may read or sort all rows: its order comes out of an index."""

import pytest
from django.db import connection

from studio import history
from studio.seeding import Plan, seed

POSTGRES = connection.vendor == "postgresql"
LOOKS = {
    "all": {},
    "person": {"by": "seed-001"},
    "model": {"model": "nano-banana"},
    "vendor": {"vendor": "seed-grsai"},
    "no project": {"project": "none"},
    "project": {"project": "seed-001-spring-campaign"},
    "project and person": {"project": "seed-001-spring-campaign", "by": "seed-002"},
    "kind": {"kind": "image"},
    "dates": {"from": "2020-01-01", "to": "2099-01-01"},
    "word": {"q": "watercolour"},
    "word and person": {"q": "watercolour", "by": "seed-001"},
    "any origin": {"origin": "any"},
}


@pytest.fixture
def rows(db):
    """Enough for PostgreSQL's planner to want an index. SQLite's does not count rows."""
    seed(Plan(20_000 if POSTGRES else 300), lambda line: None)
    if POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@pytest.mark.parametrize("who", ["bob", "admin"])
def test_every_page_comes_in_the_order_of_an_index(rows, request, who):
    viewer = request.getfixturevalue(who)

    wrong = {}
    for name, look in LOOKS.items():
        filters = history.parse(look, viewer)
        assert not filters.ignored, name
        for place, cursor in enumerate(("", history.page(viewer, filters, "", 3).next)):
            plan = explain(lambda f=filters, c=cursor: history.page(viewer, f, c, 60))
            if faults(plan, searched="q" in look):
                wrong[f"{name}, page {place + 1}"] = plan

    assert wrong == {}


def explain(work):
    """The plan of the last statement of `work`: the page's own."""
    found = []

    def note(execute, sql, params, many, context):
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN " if POSTGRES else "EXPLAIN QUERY PLAN ") + found[-1][0], found[-1][1]
        )
        return [str(row[-1]) for row in cursor.fetchall()]


def faults(plan, searched):
    """Lines that sort, or read the table from end to end."""
    if not POSTGRES:
        return [line for line in plan if "FOR ORDER BY" in line or line == "SCAN studio_asset"]
    # The trigram index finds few rows or none, which are then sorted: that is cheap.
    sorts = [] if searched else [line for line in plan if line.strip(" ->").startswith("Sort ")]
    return sorts + [line for line in plan if "Seq Scan on studio_asset " in line]
