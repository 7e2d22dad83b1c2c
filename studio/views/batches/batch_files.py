"""What a batch leaves: its files as one zip, its failed rows as a table to send again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from studio import audit, tables
from studio.models import Asset, Batch, Run, Task, TaskReference, User
from studio.models.project import TEAM
from studio.views.batches.batch_actions import visible
from studio.views.batches.batch_page import Page
from studio.views.batches.batch_table import csv_file
from studio.views.runs.zipping import zip_file
from studio.views.shell import person


@require_safe
def files_zip(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """The finished files, read and sent piece by piece."""
    viewer, batch = person(request), _told(request, pk)
    _note_private(viewer, batch)
    rows = Asset.objects.for_user(viewer).filter(run__batch=batch, trashed_at=None)
    return zip_file(rows, f"batch-{batch.created_at:%Y-%m-%d}-{batch.pk.hex[:6]}.zip")


@require_safe
def failed_rows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rows of which nothing came, as they can be pasted again."""
    viewer, batch = person(request), _told(request, pk)
    failed = Task.objects.newest().filter(status__in=(Task.Status.FAILED, Task.Status.CANCELLED))
    runs = Run.objects.for_user(viewer).filter(batch=batch, pk__in=failed.values("run"))
    wanted = list(runs.select_related("prompt", "model").order_by("row", "column"))
    given = _references(wanted)
    rows = [_row(run, given.get(run.pk, [])) for run in wanted]
    return csv_file(tables.write(rows), "failed-rows.csv")


def _told(request: HttpRequest, pk: UUID) -> Batch:
    """Files say who made them, which a blind vote hides."""
    batch = visible(request, pk)
    if Page(batch, person(request)).is_hidden:
        raise PermissionDenied(_("Vote first: the files say who made what."))
    return batch


def _row(run: Run, references: Sequence[UUID]) -> list[str]:
    values = {name: run.params[name] for name in tables.PARAMS if name in run.params}
    values |= {"prompt": run.prompt.text, "model": run.model.slug, "count": run.count}
    values |= dict(zip(tables.REFERENCES, references, strict=False))
    return [str(values.get(name, "")) for name in tables.COLUMNS]


def _references(runs: Sequence[Run]) -> dict[UUID, list[UUID]]:
    """The files of each run, in their order."""
    rows = TaskReference.objects.filter(task__run__in=runs).order_by("position")
    found: dict[UUID, dict[UUID, None]] = {}
    for run, asset in rows.values_list("task__run", "asset"):
        found.setdefault(run, {})[asset] = None
    return {run: list(assets) for run, assets in found.items()}


def _note_private(viewer: User, batch: Batch) -> None:
    """An admin may take what others keep to themselves; that it was taken is kept as well."""
    if viewer.is_admin and batch.audience != TEAM and batch.author_id != viewer.pk:
        audit.note(viewer, "batch.download", str(batch.pk))
