"""A table as it was pasted or uploaded: what it would make, what it costs, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from studio import tables
from studio.credits.statements import Balance
from studio.lifecycle import batches
from studio.lifecycle.batches import Cell, Grid, GridPlan
from studio.lifecycle.create import digest
from studio.models import Batch, Project, User, Visibility
from studio.tables import BadTable, Line
from studio.views import words
from studio.views.batches.table_orders import Read, read_lines, refusals
from studio.views.pickers import choices, pick

SHOWN = 5
ERRORS = 50  # that are listed


class TableForm(forms.Form):
    rows = forms.CharField(
        required=False, strip=False, widget=forms.Textarea, label=gettext_lazy("Rows")
    )
    file = forms.FileField(required=False, label=gettext_lazy("CSV file"))
    model = forms.CharField(required=False, max_length=100)
    project = forms.ModelChoiceField(
        Project.objects.none(),
        required=False,
        to_field_name="slug",
        label=gettext_lazy("Project"),
        empty_label=gettext_lazy("None"),
    )
    visibility = forms.ChoiceField(choices=Visibility.choices, required=False)
    quoted = forms.IntegerField(required=False, min_value=0)
    idempotency_key = forms.CharField(required=False, max_length=200)

    def __init__(self, author: User, request: HttpRequest | None = None) -> None:
        posted = (request.POST, request.FILES) if request else (None, None)
        super().__init__(*posted)
        for name in ("project", "visibility"):
            self.fields[name].widget.attrs["class"] = "input"
        self.fields["project"].queryset = Project.objects.for_user(author)  # type: ignore[attr-defined]

    def text(self) -> str:
        """Raises BadTable."""
        upload = self.cleaned_data.get("file")
        if upload is None:
            return str(self.cleaned_data["rows"])
        if upload.size > tables.MOST:
            raise BadTable("size")
        return tables.decode(upload.read())


@dataclass(slots=True)
class Preview:
    """What would be started: nothing is while `problems` says something."""

    text: str
    lines: Sequence[Line]
    problems: list[str] = field(default_factory=list)
    refusal: str = ""  # of a start that could be tried again
    grid: Grid | None = None
    plan: GridPlan | None = None
    available: int | None = None
    bad: set[int] = field(default_factory=set)  # numbers of rows
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def first(self) -> Sequence[Line]:
        """And those with something wrong."""
        wrong = [line for line in self.lines[SHOWN:] if line.number in self.bad]
        return [*self.lines[:SHOWN], *wrong[:ERRORS]]

    @property
    def columns(self) -> list[str]:
        """Those that hold something."""
        return [name for name in tables.COLUMNS if any(line[name] for line in self.lines)]

    @property
    def cells(self) -> list[tuple[int, list[str]]]:
        """By the number that the errors name."""
        return [(line.number, [line[name] for name in self.columns]) for line in self.first]

    @property
    def credits(self) -> int:
        return self.plan.credits if self.plan else 0

    @property
    def tasks(self) -> int:
        return self.plan.tasks if self.plan else 0

    @property
    def is_short(self) -> bool:
        return self.available is not None and self.credits > self.available

    @property
    def can_start(self) -> bool:
        return self.plan is not None and not self.problems and not self.is_short

    @property
    def button(self) -> str:
        return _("Start batch · %(price)s") % {"price": words.credits(self.credits)}

    @property
    def listed(self) -> list[str]:
        return self.problems[:ERRORS]

    @property
    def unlisted(self) -> int:
        return len(self.problems) - len(self.listed)


def preview(form: TableForm, author: User, balance: Balance) -> Preview:
    """Writes nothing."""
    try:
        text = form.text()
        lines = tables.read(text)
    except BadTable as error:
        raw = form.cleaned_data.get("rows", "")
        return Preview(raw, [], [said(error)], available=balance.available)
    found = Preview(text, lines, available=balance.available)
    if len(lines) > settings.BATCH_ROWS:
        found.problems.append(_too_many(len(lines)))
        return found
    _plan(found, form, author)
    return found


def _plan(found: Preview, form: TableForm, author: User) -> None:
    models = choices()
    usual = pick(models, form.cleaned_data["model"], "image")
    if usual is None:
        found.problems.append(_("No models are switched on yet."))
        return
    reads = read_lines(found.lines, models, usual, author)
    orders = [item for item in reads if item.order]
    if orders:
        grid = _grid(orders, form, author, found.text)
        try:
            found.grid, found.plan = grid, batches.plan_grid(grid)
        except batches.BadCells as error:
            found.grid = None
            _refuse(orders, error)
    found.bad = {item.line.number for item in reads if item.problems}
    found.problems += [_of_row(item.line, text) for item in reads for text in item.problems]


def _refuse(orders: Sequence[Read], error: batches.BadCells) -> None:
    """What the models have against rows, with those rows."""
    by_row = {item.line.number - 1: item for item in orders}
    for (row, _column), problem in error.problems.items():
        by_row[row].problems += refusals(by_row[row], problem.problems)


def _grid(orders: Sequence[Read], form: TableForm, author: User, text: str) -> Grid:
    data = form.cleaned_data
    cells = [
        Cell(item.order, item.line.number - 1, tags=item.line.tags) for item in orders if item.order
    ]
    body = {
        "rows": text,
        "model": data["model"],
        "project": data["project"] and data["project"].slug,
        "visibility": data["visibility"],
    }
    return Grid(
        author=author,
        kind=Batch.Kind.TABLE,
        cells=cells,
        project=data["project"],
        visibility=data["visibility"] or Visibility.TEAM,
        quoted=data["quoted"],
        idempotency_key=data["idempotency_key"],
        body_digest=digest(body),
    )


def said(error: BadTable) -> str:
    texts = {
        "encoding": _("The file is not UTF-8. Save it as “CSV UTF-8” and upload it again."),
        "size": _("The table is too big; the limit is 1 MB."),
        "empty": _("There are no rows. Paste some, or choose a CSV file."),
        "quotes": _("Line %(detail)s has a quote that is not closed."),
        "column": _("There is no column “%(detail)s”. Take the names of the template."),
        "twice": _("The column “%(detail)s” is there twice."),
        "wide": _("Row %(detail)s has more cells than there are columns."),
    }
    return texts[error.code] % {"detail": error.detail}


def _too_many(count: int) -> str:
    text = ngettext(
        "%(count)s row; the limit is %(limit)s.", "%(count)s rows; the limit is %(limit)s.", count
    )
    return text % {"count": count, "limit": settings.BATCH_ROWS}


def _of_row(line: Line, text: str) -> str:
    return _("Row %(n)s: %(problem)s") % {"n": line.number, "problem": text}
