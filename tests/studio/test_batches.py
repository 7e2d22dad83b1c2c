"""A batch is one press: all of its runs at the price that was shown, or none of them."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from studio.credits import invariants
from studio.credits.errors import InsufficientCredits
from studio.credits.models import Account, Entry
from studio.lifecycle import batches, create
from studio.lifecycle.batches import Cell, Grid
from studio.lifecycle.create import Order
from studio.models import Asset, Batch, Change, Offer, Project, Prompt, Run, Task
from tests.engine import run_jobs
from tests.studio import scene


@pytest.fixture
def made(db):
    return scene.an_offer()


@pytest.fixture
def other(db):
    return scene.an_offer("seedhorse")


def grid(author, offers, prompts=("a red fox",), kind="comparison", **fields):
    """A row for each prompt, a column for each offer's model."""
    order = {name: fields.pop(name) for name in ("count", "params", "vendor") if name in fields}
    cells = [
        Cell(Order(author=author, model=offer.model, prompt=prompt, **order), row, column)
        for row, prompt in enumerate(prompts)
        for column, offer in enumerate(offers)
    ]
    return Grid(author=author, kind=kind, cells=cells, prompt=prompts[0], **fields)


def nothing_happened(member):
    rows = (Batch, Run, Task, Prompt)
    untouched = Account.objects.get(user=member).reserved == 0
    return untouched and not any(kind.objects.exists() for kind in rows)


def test_a_press_makes_a_run_for_every_place_in_the_grid(member, made, other):
    batch = batches.admit(grid(member, [made, other], ["a fox", "a hen", "a cow"]))

    places = [(row, column) for row in range(3) for column in range(2)]
    runs = Run.objects.filter(batch=batch).order_by("row", "column")
    assert [(run.row, run.column) for run in runs] == places
    assert [run.model for run in runs] == [made.model, other.model] * 3
    assert Prompt.objects.count() == 3


def test_the_credits_are_those_of_the_plan(member, made, other):
    wanted = grid(member, [made, other], ["a fox", "a hen"], count=3)

    quoted = batches.plan_grid(wanted).credits
    batches.admit(wanted)

    assert Account.objects.get(user=member).reserved == quoted
    assert Entry.objects.filter(kind="reserve").count() == Task.objects.count()
    assert not invariants.broken()


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    credits=st.integers(0, 60),
    rows=st.integers(1, 4),
    prices=st.lists(st.integers(0, 9), min_size=1, max_size=3),
    count=st.integers(1, 3),
    bad=st.sampled_from(["", "params", "vendor"]),
)
def test_all_of_it_at_the_quoted_price_or_nothing(db, credits, rows, prices, count, bad):
    with transaction.atomic():
        author = scene.person(credits=credits or 1)
        offers = [
            scene.an_offer("grsai", slug=f"v{number}", model=f"m{number}", price=price_of(price))
            for number, price in enumerate(prices)
        ]
        wanted = grid(author, offers, [f"fox {row}" for row in range(rows)], count=count)
        if bad:
            spoil(wanted, bad)
        try:
            quoted = batches.plan_grid(wanted).credits
            batches.admit(wanted)
        except batches.BadCells:
            assert bad and nothing_happened(author)
        except InsufficientCredits as error:
            assert error.needed == quoted > (credits or 1) and nothing_happened(author)
        else:
            entries = Entry.objects.filter(kind="reserve")
            assert not bad and quoted == sum(prices) * rows * count
            assert sum(entry.d_reserved for entry in entries) == quoted
            assert Account.objects.get(user=author).reserved == quoted
        transaction.set_rollback(True)


def price_of(credits):
    return {"unit": "image", "credits": credits, "surcharge": {}}


def spoil(wanted, how):
    """One place of the grid asks for what nobody offers."""
    last = wanted.cells[-1].order
    wrong = {"params": {"size": "9K"}} if how == "params" else {"vendor": "nobody"}
    broken = Order(author=last.author, model=last.model, prompt=last.prompt, **wrong)
    wanted.cells[-1] = Cell(broken, wanted.cells[-1].row, wanted.cells[-1].column)


def test_every_bad_place_is_named(member, made, other):
    wanted = grid(member, [made, other], ["a fox", "x" * 100_000])

    with pytest.raises(batches.BadCells) as caught:
        batches.admit(wanted)

    assert set(caught.value.problems) == {(1, 0), (1, 1)}
    assert "prompt" in caught.value.problems[1, 0].problems
    assert nothing_happened(member)


def test_nobody_pays_more_than_was_quoted(member, made, other):
    wanted = grid(member, [made, other], quoted=3)
    Offer.objects.update(price=price_of(2))

    with pytest.raises(create.PriceRose) as caught:
        batches.admit(wanted)

    assert (caught.value.quoted, caught.value.credits) == (3, 4)
    assert nothing_happened(member)


def test_who_cannot_pay_for_all_gets_nothing(made):
    poor = scene.person(credits=5)

    with pytest.raises(InsufficientCredits):
        batches.admit(grid(poor, [made], ["a", "b", "c"]))

    assert nothing_happened(poor)


def test_the_same_key_gives_the_same_batch_whatever_has_changed(member, made):
    key = {"idempotency_key": "k", "body_digest": "d"}
    first = batches.admit(grid(member, [made], ["a", "b"], **key))
    Offer.objects.update(enabled=False)

    assert batches.admit(grid(member, [made], ["a", "b"], **key)) == first
    assert (Batch.objects.count(), Run.objects.count()) == (1, 2)
    with pytest.raises(create.IdempotencyConflict):
        batches.admit(grid(member, [made], ["a"], idempotency_key="k", body_digest="other"))


def test_a_double_press_makes_one_batch(transactional_db):
    author, made = scene.person(), scene.an_offer()
    found, start = [], threading.Barrier(2)

    def press():
        start.wait()
        wanted = grid(author, [made], ["a", "b"], idempotency_key="k", body_digest="d")
        found.append(batches.admit(wanted).pk)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(found), len(set(found)), Task.objects.count()) == (2, 1, 2)
    assert Account.objects.get(user=author).reserved == 4


def test_a_grid_has_at_most_four_columns(member, made):
    with pytest.raises(batches.TooManyColumns):
        batches.admit(grid(member, [made] * 5))


def test_the_composer_makes_at_most_forty_results_at_once(member, made):
    with pytest.raises(batches.TooManyTasks) as caught:
        batches.admit(grid(member, [made], [str(n) for n in range(11)], "variations", count=4))

    assert (caught.value.count, caught.value.limit) == (44, 40)
    assert nothing_happened(member)


def test_a_table_has_a_limit_of_rows(member, made, settings):
    settings.BATCH_ROWS = 3

    with pytest.raises(batches.TooManyRows):
        batches.admit(grid(member, [made], list("abcd"), "table"))


def test_vendors_are_compared_only_by_those_who_may_choose_them(member, made):
    wanted = grid(member, [made], vendor=made.vendor.slug)
    member.may_choose_vendor = False
    with pytest.raises(batches.BadCells):
        batches.admit(wanted)

    member.may_choose_vendor = True
    batches.admit(wanted)

    assert Task.objects.get().pinned


def test_a_viewer_makes_no_batch(made, db):
    viewer = scene.person()
    viewer.role = "viewer"

    with pytest.raises(create.MayNotCreate):
        batches.admit(grid(viewer, [made]))


def test_a_private_batch_is_seen_by_its_people_alone(member, made):
    project = Project.objects.create(name="S", slug="s", visibility="private", owner=member)
    batch = batches.admit(grid(member, [made], project=project))

    assert batch.audience == Run.objects.get().audience == f"project:{project.pk}"
    assert not Batch.objects.for_user(scene.person("stranger")).exists()
    assert Batch.objects.for_user(member).get() == batch


def test_a_batch_is_one_piece_of_news(member, made):
    batch = batches.admit(grid(member, [made], ["a", "b", "c"]))

    assert list(Change.objects.values_list("kind", "object_id")) == [
        ("batch", str(batch.pk)),
        ("balance", str(member.pk)),
    ]


def test_a_large_table_takes_a_query_a_row_and_a_few(made, settings):
    author = scene.person(credits=1000)
    prompts = [f"fox {number}" for number in range(100)]

    with CaptureQueriesContext(connection) as queries:
        batches.admit(grid(author, [made], prompts, "table"))

    plain = [q for q in queries if "SAVEPOINT" not in q["sql"]]
    # The offers of each row; the rows go in by as many as SQLite takes at once.
    assert len(plain) <= 100 + 35, len(plain)


def test_what_comes_of_a_row_has_its_tags(member, made):
    order = Order(author=member, model=made.model, prompt="a fox")
    batches.admit(Grid(member, "table", [Cell(order, tags=["winter"])]))
    task = Task.objects.get()

    scene.delivered(task, scene.DATA_URI)
    run_jobs()

    assert list(Asset.objects.get().tags.values_list("name", flat=True)) == ["winter"]


def test_a_batch_counts_as_one_press(member, made, settings):
    from studio import pace

    settings.RUNS_PER_MINUTE = 2
    batches.admit(grid(member, [made], ["a", "b", "c"]))
    pace.check(member)
    scene.run(member, made)

    with pytest.raises(pace.TooFast):
        pace.check(member)
