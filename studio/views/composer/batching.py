"""The composer's form as a batch: several models or vendors, several variations, one press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from studio import mentions, pace, preferences, variations
from studio.credits import statements
from studio.forms import ComposerForm
from studio.labels import label_of
from studio.lifecycle import batches
from studio.lifecycle.batches import Cell, Grid
from studio.lifecycle.create import Order, digest
from studio.models import Batch, User
from studio.spoken import about
from studio.views.composer.asking import MANY, Asking, spend
from studio.views.composer.batch_sums import breakdown
from studio.views.composer.columns import Column, UnknownColumn, asked, columns_of
from studio.views.composer.composing import Composer, order_of
from studio.views.composer.mentioned import mentions_hold, places
from studio.views.composer.refusals import said_on


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form says beyond one run."""

    columns: Sequence[str]
    dropped: Sequence[str]
    texts: Sequence[str]  # the prompt, or each of its variations
    varies: bool = False

    @property
    def is_batch(self) -> bool:
        return self.varies or bool(self.columns)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The grid that a form stands for, and the columns that it was made from."""

    grid: Grid
    columns: Sequence[Column] = field(default_factory=list)


def wish_of(fields: QueryDict, composer: Composer) -> Wish:
    """Raises variations.Unclosed, variations.TooMany."""
    own = composer.choice.model.slug
    columns = [value for value in asked(fields.getlist("column")) if value != own]
    dropped = fields.getlist("drop_variation")
    prompt = str(composer.form["prompt"].value() or "")
    texts = [item.text for item in variations.kept(prompt, dropped)]
    return Wish(columns, dropped, texts, bool(variations.sizes(prompt)))


def is_batch(fields: QueryDict, composer: Composer) -> bool:
    """Whether a press of this form makes more than one run; an unreadable prompt is for `press`."""
    try:
        return wish_of(fields, composer).is_batch
    except (variations.Unclosed, variations.TooMany):
        return True


def press(fields: QueryDict, composer: Composer, author: User) -> Batch | None:
    """The batch; or None, and the composer asks something, or its form says why."""
    form = composer.form
    if not form.is_valid() or not mentions_hold(form, composer.slots):
        return None
    with said_on(composer):
        if wanted := wanted_of(fields, composer, author):
            return _admitted(composer, wanted.grid)
    return None


def _admitted(composer: Composer, grid: Grid) -> Batch | None:
    form = composer.form
    with refused_grid(form, grid):
        pace.check(grid.author)
        composer.asking = before_spending(grid, form.cleaned_data["confirmed"])
        return None if composer.asking else batches.admit(grid)
    return None


def before_spending(grid: Grid, confirmed: int | None) -> Asking | None:
    """A question where it costs more than this person spends without one, or makes a lot."""
    limit, accepted = preferences.of(grid.author).ask_above, confirmed or 0
    if batches.earlier(grid):
        return None
    made = batches.plan_grid(grid)
    if made.credits <= accepted or (made.credits <= limit and made.tasks <= MANY):
        return None
    available = statements.balances(grid.author).available
    if available is not None and made.credits > available:
        return None  # nothing is asked of who could not pay anyway
    return spend(made.credits, breakdown(grid, made))


def wanted_of(fields: QueryDict, composer: Composer, author: User) -> Wanted | None:
    """What a valid form stands for; or None, and the form says why. Raises InvalidParams."""
    form = composer.form
    try:
        wish = wish_of(fields, composer)
        columns = columns_of(composer, wish.columns, author)
    except variations.Unclosed as error:
        text = _("The “{” in “%(excerpt)s” is not closed.")
        form.add_error("prompt", text % {"excerpt": error.excerpt})
    except variations.TooMany as error:
        form.add_error("prompt", too_many(error.count, batches.COMPOSED))
    except UnknownColumn as error:
        text = _("“%(name)s” can't be used now. Leave it out.")
        form.add_error(None, text % {"name": error.value})
    else:
        if wish.texts:
            return Wanted(_grid(composer, columns, wish, author), columns)
        form.add_error("prompt", _("Keep at least one variation."))
    return None


def _grid(composer: Composer, columns: Sequence[Column], wish: Wish, author: User) -> Grid:
    own = order_of(composer, author)
    orders = [(column, _order(column, author)) for column in columns]
    cells = [
        Cell(_with_prompt(order, text, column), row, number)
        for row, text in enumerate(wish.texts)
        for number, (column, order) in enumerate(orders)
    ]
    return Grid(
        author=author,
        kind=Batch.Kind.COMPARISON if len(columns) > 1 else Batch.Kind.VARIATIONS,
        cells=cells,
        prompt=composer.form.cleaned_data["prompt"],
        project=own.project,
        visibility=own.visibility,
        quoted=own.quoted,
        idempotency_key=own.idempotency_key,
        body_digest=_digest(own, columns, orders, wish),
    )


def _order(column: Column, author: User) -> Order:
    order = order_of(column.composer, author)
    return replace(order, vendor=column.vendor or order.vendor, quoted=None, idempotency_key="")


def _with_prompt(order: Order, text: str, column: Column) -> Order:
    spoken = mentions.renumbered(text, places(column.composer.slots))
    return replace(order, prompt=spoken, body_digest="")


def _digest(
    own: Order, columns: Sequence[Column], orders: Sequence[tuple[Column, Order]], wish: Wish
) -> str:
    body: dict[str, Any] = {
        "form": own.body_digest,
        "columns": [column.value for column in columns],
        "orders": [order.body_digest for _column, order in orders],
        "texts": list(wish.texts),
    }
    return digest(body)


class refused_grid:
    """What is wrong with places of the grid, said on the form: a context manager."""

    def __init__(self, form: ComposerForm, grid: Grid) -> None:
        self.form, self.grid = form, grid

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, batches.BadCells):
            refuse(self.form, self.grid, error)
        elif isinstance(error, batches.TooManyTasks):
            self.form.add_error("prompt", too_many(error.count, error.limit))
        elif isinstance(error, batches.TooManyColumns):
            text = _("Compare at most %(most)s at once.")
            self.form.add_error(None, text % {"most": batches.COLUMNS})
        else:
            return False
        return True


def refuse(form: ComposerForm, grid: Grid, error: batches.BadCells) -> None:
    """Each sentence once: the own model's under its fields, others with their name."""
    names = {(cell.row, cell.column): cell.order.model for cell in grid.cells}
    own: dict[str, str] = {}
    others: dict[str, None] = {}
    for place, problem in error.problems.items():
        model = names[place]
        if model == form.model:
            own |= problem.problems
            continue
        for name, text in problem.problems.items():
            label = label_of(name)
            others[f"{model.name}: {about(label, text)}"] = None
    form.refuse(own)
    for text in others:
        form.add_error(None, text)


def too_many(count: int, limit: int) -> str:
    words = {"count": count, "limit": limit}
    return _("This makes %(count)s tasks; the limit is %(limit)s.") % words
