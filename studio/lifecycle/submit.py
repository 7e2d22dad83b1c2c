"""Sending a task to a vendor, at most once unless the first is proven to have made nothing."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from providers.base import Provider
from providers.types import Call, GenerationRequest
from studio import catalog, hooks, live, mentions, places, references
from studio.lifecycle import turns
from studio.models import Attempt, Task, VendorKey

REPEATABLE = ("busy", "rate_limited", "not_sent")  # refusals that keep the idempotency key


@dataclass(frozen=True, slots=True)
class Submission:
    """A leased task with the attempt that will be sent. Nothing has been sent yet."""

    task_id: UUID
    attempt_id: UUID
    key: VendorKey
    again: bool = False  # the same attempt once more, under the vendor's idempotency key


@dataclass(frozen=True, slots=True)
class Prepared:
    """What goes over the wire; its attempt is committed as sent."""

    submission: Submission
    provider: Provider
    request: GenerationRequest
    call: Call


def waiting(now: datetime) -> bool:
    return Task.objects.filter(status=Task.Status.QUEUED, next_action_at__lte=now).exists()


def lease(owner: str, room: int) -> list[Submission]:
    """Take up to `room` queued tasks that a key has a place for, fairly between people."""
    now = timezone.now()
    if room <= 0 or not waiting(now):
        return []
    with transaction.atomic():
        slots = places.free_slots(now)
        if not slots.total:
            return []
        picked = _assign(turns.next_tasks(now, slots, min(room, slots.total)), slots)
        return _take(owner, picked, now) if picked else []


def _assign(tasks: list[Task], slots: places.Slots) -> list[tuple[Task, VendorKey]]:
    pairs = [(task, slots.take(task.offer.vendor_id)) for task in tasks]
    return [(task, key) for task, key in pairs if key is not None]


def _take(owner: str, picked: list[tuple[Task, VendorKey]], now: datetime) -> list[Submission]:
    """One UPDATE for all: status, fence, lease and the count of attempts, before any call."""
    until = now + lease_time()
    Task.objects.filter(pk__in=[task.pk for task, _ in picked]).update(
        status=Task.Status.SUBMITTING,
        fence=F("fence") + 1,
        attempts_made=F("attempts_made") + 1,
        lease_owner=owner,
        lease_until=until,
        next_action_at=until,
    )
    attempts = Attempt.objects.bulk_create(_attempts(picked))
    live.announce_all([("task", task.pk, task.run.audience) for task, _ in picked])
    return [Submission(item.task_id, item.pk, item.key) for item in attempts]


def _attempts(picked: list[tuple[Task, VendorKey]]) -> list[Attempt]:
    keep = _kept_keys([task for task, _ in picked])
    return [
        Attempt(
            task=task,
            number=task.attempts_made + 1,
            vendor_id=task.offer.vendor_id,
            offer=task.offer,
            key=key,
            idempotency_key=keep.get((task.pk, task.offer.vendor_id), uuid.uuid4()),
        )
        for task, key in picked
    ]


def _kept_keys(tasks: list[Task]) -> dict[tuple[UUID, UUID], UUID]:
    """Idempotency keys of tasks whose last refusal by the same vendor may be repeated."""
    again = [task.pk for task in tasks if task.attempts_made]
    earlier = Attempt.objects.filter(task__in=again).order_by("number")
    last = {(item.task_id, item.vendor_id): item for item in earlier}
    return {
        place: item.idempotency_key for place, item in last.items() if item.error_kind in REPEATABLE
    }


def lease_time(call_timeout: float | None = None) -> timedelta:
    """Longer than the longest submission, so that a lease outlives its call."""
    return timedelta(seconds=(call_timeout or 60) + settings.LEASE_MARGIN)


def prepare(submission: Submission, owner: str) -> Prepared | None:
    """Build the request, then commit the attempt as sent. None: the task was taken away.

    Reads reference files, so it runs outside any transaction until the last step.
    """
    attempt = Attempt.objects.select_related("task__run__prompt", "offer__vendor").get(
        pk=submission.attempt_id
    )
    provider = catalog.adapter(attempt.offer.vendor)
    request = _request(attempt, provider)
    call = provider.submit(request)
    prepared = Prepared(submission, provider, request, call)
    return prepared if _mark_sent(attempt, prepared, owner, _digest(call)) else None


def _request(attempt: Attempt, provider: Provider) -> GenerationRequest:
    task = attempt.task
    spec = catalog.spec_of(attempt.offer)
    given = list(task.references.select_related("asset"))
    way = (
        references.way_for(provider, spec, sum(item.asset.bytes for item in given))
        if given
        else "url"
    )
    return GenerationRequest(
        spec=spec,
        upstream=attempt.offer.upstream,
        prompt=mentions.spoken(
            task.run.prompt.text, [item.asset.kind for item in given], spec.mention
        ),
        params=spec.clean(task.params),
        references=references.prepare(given, way),
        outputs=task.outputs,
        name=f"atelier-{str(task.pk)[:8]}",
        idempotency_key=str(attempt.idempotency_key),
        callback_url=hooks.callback_url(attempt.pk) if provider.can_call_back else "",
    )


def call_timeout(prepared: Prepared) -> float:
    """The total time of the paid call, seconds."""
    return float(prepared.call.timeout or prepared.provider.settings.submit_timeout)


@transaction.atomic
def _mark_sent(attempt: Attempt, prepared: Prepared, owner: str, digest: str) -> bool:
    """The last commit before the call: from here on, silence means unknown."""
    now = timezone.now()
    until = now + lease_time(call_timeout(prepared))
    mine = Task.objects.filter(pk=attempt.task_id, status=Task.Status.SUBMITTING, lease_owner=owner)
    if not mine.update(lease_until=until, next_action_at=until):
        return False
    before = Attempt.State.UNKNOWN if prepared.submission.again else Attempt.State.PREPARED
    sent = Attempt.objects.filter(pk=attempt.pk, state=before).update(
        state=Attempt.State.SENT,
        started_at=now,
        sends=F("sends") + 1,
        wire_params=dict(prepared.request.params),
        request_digest=digest,
    )
    return bool(sent)


def _digest(call: Call) -> str:
    body: Any = [call.method, call.path, call.json]
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()
