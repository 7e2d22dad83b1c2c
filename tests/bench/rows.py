"""Tasks that a vendor is at work on, written in bulk. Imported after Django is set up."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from studio.credits import ledger
from studio.models import Attempt, Offer, Prompt, Run, Task, User, VendorKey
from studio.models.prompt import prompt_digest
from tests.conftest import offer, person, vendor

INTERVAL = 3.0


def cast(base_url: str) -> tuple[User, Offer]:
    """Somebody with credits, and a vendor that is asked every INTERVAL seconds."""
    grsai = vendor("grsai", base_url, poll_first=INTERVAL, poll_interval=INTERVAL)
    VendorKey.objects.filter(vendor=grsai).update(max_in_flight=100_000)
    return person("bench", credits=1_000_000), offer(grsai, "nano-banana-2")


@transaction.atomic
def running(author: User, made_by: Offer, ids: Sequence[str]) -> list[Task]:
    """One run and one running task for every id of the vendor's, due one after the other."""
    text = "a fox in the snow"
    prompt = Prompt.objects.create(author=author, text=text, digest=prompt_digest(text))
    runs = [Run(author=author, prompt=prompt, model=made_by.model, audience="team") for _ in ids]
    tasks = [_task(run, made_by, n / len(ids)) for n, run in enumerate(runs)]
    Run.objects.bulk_create(runs, 500)
    Task.objects.bulk_create(tasks, 500)
    attempts = [_attempt(task, pk) for task, pk in zip(tasks, ids, strict=True)]
    Attempt.objects.bulk_create(attempts, 500)
    ledger.reserve_many(ledger.open_account(author), [(task.pk, task.credits) for task in tasks])
    return tasks


def _task(run: Run, made_by: Offer, share: float) -> Task:
    now = timezone.now()
    return Task(
        run=run,
        author=run.author,
        offer=made_by,
        price=made_by.price,
        credits=2,
        status=Task.Status.RUNNING,
        next_action_at=now + timedelta(seconds=INTERVAL * share),
        accepted_at=now,
        deadline_at=now + timedelta(hours=2),
        attempts_made=1,
        progress=0,
    )


def _attempt(task: Task, vendor_task_id: str) -> Attempt:
    key = VendorKey.objects.get(vendor=task.offer.vendor) if not _keys else _keys[0]
    _keys[:] = [key]
    return Attempt(
        task=task,
        number=1,
        vendor_id=task.offer.vendor_id,
        offer=task.offer,
        key=key,
        state=Attempt.State.ACCEPTED,
        idempotency_key=uuid.uuid4(),
        operation={"reply_type": "async", "id": vendor_task_id},
        vendor_task_id=vendor_task_id,
        sends=1,
        started_at=timezone.now(),
        finished_at=timezone.now(),
    )


_keys: list[VendorKey] = []
