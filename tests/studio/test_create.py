"""One press of Generate: all of it, at the price that was shown, once, or nothing."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from providers.params import InvalidParams
from studio.credits.errors import InsufficientCredits
from studio.credits.models import Account, Entry
from studio.lifecycle import create
from studio.models import (
    Asset,
    GenerationModel,
    Offer,
    Project,
    Run,
    Task,
    TaskReference,
)
from tests.conftest import person
from tests.studio import scene


@pytest.fixture
def made(db):
    return scene.an_offer()


def nothing_happened(member):
    account = Account.objects.get(user=member)
    rows = (Run, Task, TaskReference)
    return not any(kind.objects.exists() for kind in rows) and account.reserved == 0


def upload(author, size=1000):
    return Asset.objects.create(
        author=author,
        origin="upload",
        kind="image",
        sha256="0" * 64,
        key="originals/00/00/x.png",
        bytes=size,
        mime="image/png",
        audience="team",
    )


def test_a_run_reserves_for_each_of_its_tasks(member, made):
    run = scene.run(member, made, count=3, params={"size": "2K"})

    assert list(run.tasks.values_list("position", "outputs", "credits")) == [
        (place, 1, 3) for place in range(3)
    ]
    assert (Account.objects.get(user=member).reserved, Entry.objects.count()) == (9, 4)


def test_who_cannot_pay_for_all_gets_nothing(made):
    poor = scene.person(credits=5)

    with pytest.raises(InsufficientCredits):
        scene.run(poor, made, count=3)

    assert nothing_happened(poor)


def test_a_run_is_split_into_as_few_calls_as_the_vendor_allows(member):
    run = scene.run(member, scene.an_offer("seedhorse"), count=5)

    assert list(run.tasks.values_list("position", "outputs", "credits")) == [(0, 4, 8), (4, 1, 2)]


def test_the_price_of_the_moment_stays(member, made):
    task = scene.task(member, made)

    Offer.objects.update(price={"credits": 50})

    row = scene.fresh(task)
    assert (row.credits, row.price["credits"]) == (2, 2)


@pytest.mark.parametrize("quoted,admitted", [(1, False), (2, True), (3, True)])
def test_nobody_pays_more_than_was_quoted(member, made, quoted, admitted):
    if admitted:
        assert scene.task(member, made, quoted=quoted).credits == 2
    else:
        with pytest.raises(create.PriceRose):
            scene.task(member, made, quoted=quoted)
        assert nothing_happened(member)


def test_the_same_key_gives_the_same_run_whatever_has_changed(member, made):
    first = scene.run(member, made, idempotency_key="k", body_digest="d")
    GenerationModel.objects.update(enabled=False)
    made.model.refresh_from_db()

    again = scene.run(member, made, idempotency_key="k", body_digest="d")

    assert (again, Run.objects.count()) == (first, 1)
    with pytest.raises(create.IdempotencyConflict):
        scene.run(member, made, idempotency_key="k", body_digest="other")


def test_two_at_once_with_the_same_key_make_one_run(transactional_db):
    author, made = scene.person(), scene.an_offer()
    runs, start = [], threading.Barrier(2)

    def press():
        start.wait()
        runs.append(scene.run(author, made, idempotency_key="k", body_digest="d").pk)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(runs), len(set(runs)), Task.objects.count()) == (2, 1, 1)
    assert Account.objects.get(user=author).reserved == 2


@pytest.mark.parametrize("what", ["model", "offer", "vendor"])
def test_what_is_switched_off_makes_nothing_new(member, made, what):
    row = {"model": made.model, "offer": made, "vendor": made.vendor}[what]
    row.enabled = False
    row.save()

    with pytest.raises(InvalidParams):
        scene.run(member, made)

    assert nothing_happened(member)


@pytest.mark.parametrize("count", [0, 21, -1])
def test_the_count_has_bounds(member, made, count):
    with pytest.raises(InvalidParams, match="count"):
        scene.run(member, made, count=count)


def test_a_viewer_only_looks(made, db):
    with pytest.raises(create.MayNotCreate):
        scene.run(person("viewer", role="viewer"), made)


def test_a_private_project_is_for_its_people(member, made):
    owner = scene.person("owner")
    project = Project.objects.create(name="S", slug="s", visibility="private", owner=owner)

    with pytest.raises(create.MayNotCreate):
        scene.run(member, made, project=project)

    assert nothing_happened(member)
    assert scene.run(owner, made, project=project).audience == f"project:{project.pk}"


def test_references_that_cannot_reach_the_vendor_cost_nothing(member, settings):
    made = scene.an_offer("seedhorse")
    order = {"references": [(upload(member), "image")]}

    settings.PUBLIC_URL = ""
    with pytest.raises(InvalidParams, match="PUBLIC_URL"):
        scene.run(member, made, **order)
    untouched = nothing_happened(member)
    settings.PUBLIC_URL = "http://127.0.0.1:9"

    assert untouched
    assert scene.task(member, made, **order).references.count() == 1


def test_references_too_large_to_go_inline_cost_nothing(member, made, settings):
    settings.PUBLIC_URL = ""

    with pytest.raises(InvalidParams, match="at most 8 MB"):
        scene.run(member, made, references=[(upload(member, 9_000_000), "image")])

    assert nothing_happened(member)


def test_a_run_of_any_size_takes_few_queries(member, made):
    pictures = [(upload(member), "image") for _ in range(3)]

    with CaptureQueriesContext(connection) as queries:
        scene.run(member, made, count=20, references=pictures)

    plain = [q for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(plain) <= 12, [q["sql"][:90] for q in plain]
