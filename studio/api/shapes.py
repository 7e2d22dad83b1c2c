"""Rows as the API shows them. Every list costs the same number of queries, however long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest

from studio.api.access import Request
from studio.api.schemas import AssetOut, Credits, Failure, RunOut, TaskOut
from studio.credits import statements
from studio.credits.statements import Charge
from studio.history import RELATED
from studio.lifecycle import ask, failures
from studio.lifecycle.standing import standing
from studio.models import Asset, Run, Task, User
from studio.spoken import spoken

NOTHING = Charge(0, 0, 0, 0)
THUMBNAILS = ("t480", "poster", "t240")


def run_rows(user: User) -> QuerySet[Run]:
    tasks = _tasks_with_assets(user, Task.objects.order_by("position", "created_at"))
    rows = Run.objects.for_user(user).select_related("author", "project", "prompt", "model")
    return rows.prefetch_related(Prefetch("tasks", tasks))


def task_rows(user: User) -> QuerySet[Task]:
    return _tasks_with_assets(user, Task.objects.for_user(user).select_related("run__model"))


def _tasks_with_assets(user: User, tasks: QuerySet[Task]) -> QuerySet[Task]:
    seen = Asset.objects.for_user(user).filter(trashed_at=None).order_by("position")
    assets = seen.select_related(*RELATED).defer("search_text")
    return tasks.select_related("offer__vendor").prefetch_related(Prefetch("assets", assets))


def runs_out(request: Request, runs: Sequence[Run]) -> list[RunOut]:
    every = [task for run in runs for task in run.tasks.all()]
    charges = statements.summary(task.pk for task in every)
    base = asset_base(request)
    return [_run(run, charges, base) for run in runs]


def tasks_out(request: Request, tasks: Sequence[Task]) -> list[TaskOut]:
    charges = statements.summary(task.pk for task in tasks)
    base = asset_base(request)
    return [_task(task, task.run, charges, base) for task in tasks]


def assets_out(request: HttpRequest, assets: Iterable[Asset]) -> list[AssetOut]:
    base = asset_base(request)
    return [_asset(asset, base) for asset in assets]


def asset_base(request: HttpRequest) -> str:
    path = "/api/v1/assets"
    return (
        f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)
    )


def _run(run: Run, charges: Mapping[UUID, Charge], base: str) -> RunOut:
    tasks = list(run.tasks.all())
    short = [task for task in tasks if _is_short(task, charges.get(task.pk, NOTHING))]
    parts = [_credits(charges.get(task.pk, NOTHING)) for task in tasks]
    return RunOut(
        id=str(run.pk),
        status=standing(tasks, short),
        model=run.model.slug,
        prompt=run.prompt.text,
        params=run.params,
        count=run.count,
        project=run.project.slug if run.project else None,
        author=run.author.username,
        visibility=run.visibility,
        created_at=run.created_at,
        credits=Credits(
            reserved=sum(part.reserved for part in parts),
            charged=sum(part.charged for part in parts),
            returned=sum(part.returned for part in parts),
        ),
        tasks=[_task(task, run, charges, base) for task in tasks],
    )


def _task(task: Task, run: Run, charges: Mapping[UUID, Charge], base: str) -> TaskOut:
    code = task.failure_code
    return TaskOut(
        id=str(task.pk),
        run=str(run.pk),
        position=task.position,
        outputs=task.outputs,
        status=task.status,
        vendor_state=task.vendor_state,
        progress=task.progress,
        vendor=task.offer.vendor.slug,
        model=run.model.slug,
        params=task.params,
        failure=Failure(code=code, message=spoken(failures.message(code))) if code else None,
        credits=_credits(charges.get(task.pk, NOTHING)),
        created_at=task.created_at,
        accepted_at=task.accepted_at,
        finished_at=task.finished_at,
        cancellable=ask.is_cancellable(task),
        retry_of=str(task.retry_of_id) if task.retry_of_id else None,
        assets=[_asset(asset, base) for asset in task.assets.all()],
    )


def _credits(charge: Charge) -> Credits:
    held = charge.reserved - charge.charged - charge.returned - charge.lapsed
    return Credits(reserved=held, charged=charge.charged, returned=charge.returned)


def _is_short(task: Task, charge: Charge) -> bool:
    """It was not charged in full: fewer results came than it was asked for."""
    return task.status == Task.Status.SUCCEEDED and charge.charged < task.credits


def _asset(asset: Asset, base: str) -> AssetOut:
    return AssetOut(
        id=str(asset.pk),
        kind=asset.kind,
        mime=asset.mime,
        width=asset.width,
        height=asset.height,
        duration=asset.duration,
        bytes=asset.bytes,
        sha256=asset.sha256,
        url=f"{base}/{asset.pk}/file",
        thumbnail_url=_thumbnail(asset, base),
        created_at=asset.created_at,
        prompt=asset.prompt.text if asset.prompt else None,
        model=asset.model.slug if asset.model else None,
        vendor=asset.vendor.slug if asset.vendor else None,
        author=asset.author.username,
        project=asset.project.slug if asset.project else None,
        task=str(asset.task_id) if asset.task_id else None,
        run=str(asset.run_id) if asset.run_id else None,
        visibility=asset.visibility,
        origin=asset.origin,
        name=asset.name,
    )


def _thumbnail(asset: Asset, base: str) -> str | None:
    name = next((name for name in THUMBNAILS if name in asset.derivatives), None)
    return f"{base}/{asset.pk}/{name}" if name else None
