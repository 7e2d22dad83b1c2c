"""Making a vendor's results ours: fetched, proven, stored, and then charged."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from studio import egress, files, live, media, queue
from studio.lifecycle import finish, late
from studio.lifecycle.again import back_off
from studio.lifecycle.failures import Failure
from studio.lifecycle.poll import REFRESH
from studio.models import Asset, Attempt, RescueItem, Result, Task
from studio.models.asset import search_text

HOLD = timedelta(minutes=15)  # longer than a job may run
DEADLINE = 600.0  # seconds for one file
MANY = 50  # tries, after which a file whose time is over is not touched again


class NotYet(Exception):
    """This file could not be had now. `refresh`: a fresh address may help."""

    def __init__(self, reason: str, *, refresh: bool = False, final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.refresh, self.final = reason, refresh, final


def archive(task_id: UUID) -> None:
    """Archive what waits, then end the task if nothing more can come. Safe to run twice."""
    task = _lease(task_id)
    if task is None:
        return
    troubles = [trouble for result in _waiting(task) if (trouble := _archive_one(task, result))]
    if task.is_final:
        _leave(task)
    elif _waiting(task):
        _again(task, troubles)
    else:
        conclude(task)


@transaction.atomic
def _leave(task: Task) -> None:
    """Nobody waits for a late result: its watch brings it back until it is saved or lost."""
    late.come_back(task, back_off(task.archive_attempts))
    Task.objects.filter(pk=task.pk).update(lease_owner="", lease_until=None)


def _lease(task_id: UUID) -> Task | None:
    """Count the attempt before the work: a file that kills its worker is not tried for ever."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    mine = Task.objects.filter(free, pk=task_id).exclude(
        status__in=(Task.Status.QUEUED, Task.Status.SUBMITTING)
    )
    fields = {
        "lease_owner": "archive",
        "lease_until": now + HOLD,
        "archive_attempts": F("archive_attempts") + 1,
    }
    taken = mine.filter(status=Task.Status.ARCHIVING).update(
        **fields, fence=F("fence") + 1, next_action_at=now + HOLD
    ) or mine.filter(status__in=Task.FINAL).update(**fields)
    if not taken:
        return None
    return Task.objects.select_related(
        "run__prompt", "run__model", "run__project", "offer__vendor"
    ).get(pk=task_id)


def _waiting(task: Task) -> list[Result]:
    return list(
        Result.objects.filter(attempt__task=task, state=Result.State.WAITING).select_related(
            "attempt"
        )
    )


def _archive_one(task: Task, result: Result) -> NotYet | None:
    if task.archive_attempts > MANY and _is_over(result):
        _lost(task, result, NotYet("not saved in time"))
        return None
    folder = files.scratch(str(result.pk))
    try:
        _keep(task, result, _fetch(result, folder / "result"))
    except NotYet as trouble:
        if not (trouble.final or _is_over(result)):
            return trouble
        _lost(task, result, trouble)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return None


def _fetch(result: Result, target: Path) -> tuple[Path, str, media.Sniffed, media.Probe]:
    """(file, sha256, type, facts) of one result; raises NotYet."""
    try:
        if result.source.startswith("data:"):
            got = egress.decode_data_uri(result.source, target, settings.RESULT_MAX_BYTES)
        else:
            got = egress.download(
                result.source,
                target,
                max_bytes=settings.RESULT_MAX_BYTES,
                deadline=DEADLINE,
                allow=egress.policy().allow,
            )
        return target, got.sha256, *_prove(target, got.head)
    except egress.LinkExpired as error:
        raise NotYet(error.reason, refresh=True) from None
    except egress.DownloadRefused as error:
        raise NotYet(error.reason, final=True) from None
    except egress.DownloadError as error:
        raise NotYet(error.reason) from None


def _prove(path: Path, head: bytes) -> tuple[media.Sniffed, media.Probe]:
    """What the bytes are decides, not what the vendor calls them."""
    kind = media.sniff(head)
    if kind is None or kind.kind == "audio":
        raise NotYet("not a picture or video", refresh=True)
    try:
        return kind, media.probe(path)
    except media.MediaError as error:
        raise NotYet(error.code, refresh=True) from None


def _keep(task: Task, result: Result, got: tuple[Path, str, media.Sniffed, media.Probe]) -> None:
    path, sha256, kind, facts = got
    key = files.original_key(sha256, kind.extension)
    try:
        files.store(path, key)
    except files.StorageTrouble as error:
        raise NotYet(f"storage: {error}") from None
    asset = _asset(task, result, facts)
    asset.sha256, asset.key, asset.mime, asset.bytes = sha256, key, kind.mime, path.stat().st_size
    with transaction.atomic():
        mine = Result.objects.filter(pk=result.pk, state=Result.State.WAITING)
        if not mine.update(state=Result.State.ARCHIVED, source="", error=""):
            return  # another run of this job archived it
        asset.save(force_insert=True)
        if task.run.batch_id:  # a row of a table names the tags of what it makes
            asset.tags.set(task.run.prompt.tags.all())
        Result.objects.filter(pk=result.pk).update(asset=asset)
        live.announce("asset", [asset.pk], asset.audience)
        queue.enqueue("studio.tasks.derive", str(asset.pk), cluster=queue.MEDIA)


def _asset(task: Task, result: Result, facts: media.Probe) -> Asset:
    run = task.run
    return Asset(
        author_id=task.author_id,
        project_id=run.project_id,
        run=run,
        task=task,
        prompt_id=run.prompt_id,
        model_id=run.model_id,
        vendor_id=result.attempt.vendor_id,
        position=task.position + result.index,
        origin=Asset.Origin.GENERATED,
        kind=facts.kind,
        width=facts.width,
        height=facts.height,
        duration=facts.duration,
        has_alpha=facts.has_alpha,
        has_audio=facts.has_audio,
        c2pa=facts.c2pa,
        visibility=run.visibility,
        audience=run.audience,
        search_text=search_text(run.prompt.text, run.model.name),
    )


def _is_over(result: Result) -> bool:
    """Past the URL's life, and never before a day: then the file is given up."""
    least = result.created_at + timedelta(seconds=settings.ARCHIVE_LEAST)
    return timezone.now() >= max(result.expires_at, least)


def _lost(task: Task, result: Result, trouble: NotYet) -> None:
    with transaction.atomic():
        Result.objects.filter(pk=result.pk, state=Result.State.WAITING).update(
            state=Result.State.LOST, error=trouble.reason[:100]
        )
        finish.list_for_rescue(
            RescueItem.Kind.SAVE_FAILED,
            task,
            result.attempt,
            f"result {result.index + 1}: {trouble.reason}",
        )


def _again(task: Task, troubles: list[NotYet]) -> None:
    """Come back later; where the address is dead, ask the vendor for a fresh one first."""
    now = timezone.now()
    asked = any(trouble.refresh for trouble in troubles)
    can_ask = Attempt.objects.filter(task=task, state=Attempt.State.ACCEPTED).exists()
    wait = back_off(task.archive_attempts)
    Task.objects.filter(pk=task.pk, status=Task.Status.ARCHIVING, fence=task.fence).update(
        vendor_state=REFRESH if asked and can_ask else "",
        next_action_at=now + wait,
        lease_owner="",
        lease_until=None,
    )


def conclude(task: Task) -> bool:
    """Every result is archived or lost: charge the share that came."""
    made = Result.objects.filter(attempt__task=task, state=Result.State.ARCHIVED).count()
    task = Task.objects.select_related("run").get(pk=task.pk)
    if task.status != Task.Status.ARCHIVING:
        return False
    return finish.succeed(task, made) if made else finish.fail(task, Failure("save_failed"))


def due(now: datetime) -> list[UUID]:
    """Archiving tasks whose job has to be rung again."""
    waiting = Task.objects.filter(status=Task.Status.ARCHIVING, next_action_at__lte=now).exclude(
        vendor_state=REFRESH
    )
    return list(waiting.order_by("next_action_at").values_list("pk", flat=True)[:200])


@transaction.atomic
def save_again(task: Task) -> bool:
    """An admin's or member's second try at results that were lost: attached free of charge."""
    lost = Result.objects.filter(attempt__task=task, state=Result.State.LOST).exclude(source="")
    attempts = list(Attempt.objects.filter(results__in=lost).distinct())
    again = lost.update(state=Result.State.WAITING, expires_at=timezone.now() + timedelta(days=1))
    if again:
        queue.enqueue("studio.tasks.archive", str(task.pk))
    for attempt in attempts:
        late.watch(attempt)
    return bool(again)
