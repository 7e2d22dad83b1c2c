"""A comparison or its variations used again: `?batch=` fills the whole form with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import QueryDict

from studio.carried import PREFIX
from studio.form_document import text_of
from studio.models import Batch, Run, Task, User
from studio.views.composer.columns import OF
from studio.views.composer.composing import Draft, as_uuid, draft_of_run


def named(query: QueryDict, author: User) -> Batch | None:
    """A table has no form of its own; a blind vote hides what would stand in it."""
    pk = as_uuid(query.get("batch", ""))
    shown = Batch.objects.for_user(author).exclude(kind=Batch.Kind.TABLE)
    return shown.filter(pk=pk, is_blind=False).first() if pk else None


def draft(batch: Batch, author: User) -> Draft | None:
    runs = _first_row(batch, author)
    if not runs:
        return None
    found = draft_of_run(runs[0], author)
    return replace(found, values=found.values | {"prompt": batch.prompt})


def columns(batch: Batch, author: User) -> list[str]:
    """The models beside the form's own, or the vendors in its place."""
    return [value for value, _run in _others(_first_row(batch, author))]


def adjusted(batch: Batch, author: User) -> QueryDict:
    """What single columns were asked for, as the form would post it."""
    runs, fields = _first_row(batch, author), QueryDict(mutable=True)
    shared = runs[0].params if runs else {}
    for value, run in _others(runs):
        words = dict.fromkeys(shared) | run.params
        for name, word in words.items():
            fields[f"{OF}{value}-{PREFIX}{name}"] = text_of(word)
    return fields


def _first_row(batch: Batch, author: User) -> list[Run]:
    rows = Run.objects.for_user(author).filter(batch=batch, row=0)
    return list(rows.select_related("prompt", "model", "project").order_by("column"))


def _others(runs: Sequence[Run]) -> list[tuple[str, Run]]:
    pinned = dict(
        Task.objects.filter(run__in=runs, pinned=True)
        .order_by()
        .values_list("run", "offer__vendor__slug")
    )
    named = [
        (f"{run.model.slug}@{pinned[run.pk]}" if run.pk in pinned else run.model.slug, run)
        for run in runs
    ]
    return named if runs and runs[0].pk in pinned else named[1:]
