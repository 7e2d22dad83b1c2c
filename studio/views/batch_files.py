"""What a batch leaves: its files as one zip, its failed rows as a table to send again."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from studio import audit, serving, tables
from studio.models import Asset, Batch, Run, Task, TaskReference, User
from studio.models.project import TEAM
from studio.views.batch_table import csv_file
from studio.views.batches import visible
from studio.views.shell import person

CHUNK = 1 << 18
MANIFEST = ("file", "row", "column", "model", "prompt", "sha256")


@require_safe
def files_zip(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """The finished files, read and sent piece by piece."""
    viewer, batch = person(request), visible(request, pk)
    _note_private(viewer, batch)
    answer = StreamingHttpResponse(zipped(_assets(batch, viewer)), content_type="application/zip")
    name = f"batch-{batch.created_at:%Y-%m-%d}-{batch.pk.hex[:6]}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


@require_safe
def failed_rows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The rows of which nothing came, as they can be pasted again."""
    viewer, batch = person(request), visible(request, pk)
    newest = Task.objects.filter(retried_as=None)
    failed = newest.filter(status__in=(Task.Status.FAILED, Task.Status.CANCELLED))
    runs = Run.objects.for_user(viewer).filter(batch=batch, pk__in=failed.values("run"))
    wanted = list(runs.select_related("prompt", "model").order_by("row", "column"))
    given = _references(wanted)
    rows = [_row(run, given.get(run.pk, [])) for run in wanted]
    return csv_file(tables.write(rows), "failed-rows.csv")


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


def _assets(batch: Batch, viewer: User) -> list[Asset]:
    rows = Asset.objects.for_user(viewer).filter(run__batch=batch, trashed_at=None)
    loaded = rows.select_related("model", "prompt", "run").defer("search_text")
    return list(loaded.order_by("run__row", "run__column", "position"))


def zipped(assets: Sequence[Asset]) -> Iterator[bytes]:
    """A zip of them with a list of what is in it; a file that cannot be read is left out."""
    sink = Sink()
    kept: list[tuple[str, Asset]] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for asset in assets:
            name = _name(asset)
            try:
                source = default_storage.open(asset.key)
            except OSError:
                continue
            kept.append((name, asset))
            with source, archive.open(_entry(name, asset), "w", force_zip64=True) as target:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    yield sink.take()
            yield sink.take()
        archive.writestr("manifest.csv", _manifest(kept))
    yield sink.take()


def _entry(name: str, asset: Asset) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, asset.created_at.timetuple()[:6])


def _name(asset: Asset) -> str:
    run = asset.run
    place = f"{run.row + 1:03}-{run.column + 1}-{asset.position + 1:02}" if run else "000"
    return f"{place}_{serving.file_name(asset)}"


def _manifest(kept: Sequence[tuple[str, Asset]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(MANIFEST)
    for name, asset in kept:
        row, column = (asset.run.row, asset.run.column) if asset.run else (0, 0)
        model = asset.model.name if asset.model else ""
        prompt = asset.prompt.text if asset.prompt else ""
        writer.writerow(tables.as_text([name, row + 1, column + 1, model, prompt, asset.sha256]))
    return out.getvalue()


class Sink(io.RawIOBase):
    """Takes what the zip writes, until it is fetched. It cannot go back."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self.parts.append(part)
        return len(part)

    def take(self) -> bytes:
        found, self.parts = b"".join(self.parts), []
        return found
