"""A list costs the same number of queries, however long it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.lifecycle.create import Order, create_run
from studio.models import GenerationModel, Task
from tests.conftest import offer, vendor
from tests.web import support


def queries_of(work):
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def finished(author, count):
    for number in range(count):
        run = support.run(author, f"fox {number}")
        task = run.tasks.select_related("run__prompt", "run__model", "offer__vendor").get()
        support.asset(author, task, content=f"picture {number}".encode())
        support.finish(task)


@pytest.mark.parametrize(
    ("path", "most"),
    [("/tasks", 8), ("/runs", 9), ("/assets", 4), ("/models", 4), ("/projects", 3)],
)
def test_twenty_rows_cost_what_one_row_costs(as_alice, alice, path, most):
    finished(alice, 1)
    as_alice.get(path)  # the first request notes when the token was used
    one = queries_of(lambda: as_alice.get(path))
    finished(alice, 20)

    answers = []
    twenty = queries_of(lambda: answers.append(as_alice.get(path)))

    assert answers[0].status_code == 200
    assert twenty <= one
    assert twenty <= most


def test_a_filtered_page_of_assets_stays_within_ten_queries(as_alice, alice, grs):
    finished(alice, 2)
    named = {"q": "fox", "kind": "image", "by": "alice", "model": "nano-banana-2"}
    named |= {"vendor": "grsai", "project": "none", "from": "2020-01-01"}

    answers = []
    count = queries_of(lambda: answers.append(as_alice.get("/assets", **named)))

    assert len(answers[0].json()["items"]) == 2
    assert count <= 10


def test_many_models_and_offers_cost_the_same(as_alice, grs):
    as_alice.get("/models")  # the first request notes when the token was used
    few = queries_of(lambda: as_alice.get("/models"))
    for key in ("nano-banana-pro", "nano-banana-fast"):
        offer(grs.vendor, key)
    offer(vendor("seedhorse", "http://127.0.0.1:9"), "nano-banana-2")

    assert queries_of(lambda: as_alice.get("/models")) == few


@pytest.mark.parametrize("prompt", ["an old fox", "a new fox"])
def test_a_run_is_created_in_twelve_queries(alice, grs, prompt):
    support.run(alice, "an old fox")
    model = GenerationModel.objects.get()
    order = Order(author=alice, model=model, prompt=prompt, count=20, idempotency_key="k")

    with CaptureQueriesContext(connection) as seen:
        create_run(order)

    words = [query["sql"].split()[0] for query in seen]
    assert Task.objects.count() == 21
    assert len([word for word in words if word not in ("SAVEPOINT", "RELEASE")]) <= 11
