"""Batches to look at, and the forms that make them."""

from studio.lifecycle import batches
from studio.lifecycle.batches import Cell, Grid
from studio.lifecycle.create import Order
from studio.models import Task
from tests.web import support
from tests.web.pages import person


def make(author, offers, prompts=("a red fox",), kind="comparison", count=1, **fields):
    cells = [
        Cell(Order(author=author, model=item.model, prompt=prompt, count=count), row, column)
        for row, prompt in enumerate(prompts)
        for column, item in enumerate(offers)
    ]
    return batches.admit(Grid(author, kind, cells, prompts[0], **fields))


def done(batch, **fields):
    """Every task of it has made its picture."""
    tasks = Task.objects.filter(run__batch=batch).order_by("run__row", "run__column")
    tasks = tasks.select_related("run__prompt", "run__model")
    return [
        (support.finish(task), support.asset(task.author, task, content=str(n).encode(), **fields))[
            1
        ]
        for n, task in enumerate(tasks.select_related("offer__vendor"))
    ]


def post(user, path, **fields):
    return person(user).post(path, fields)


def runs(batch):
    return list(batch.runs.order_by("row", "column"))


def own(column, name, word, took):
    """A setting in the lines of a column, as it was drawn and as it is sent."""
    return {f"of:{column}-param-{name}": word, f"of:{column}-param-{name}-took": took}
