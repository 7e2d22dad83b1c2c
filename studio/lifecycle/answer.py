"""What became of a submission: the vendor's answer, or the lack of one."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from providers.errors import ERRORS, ProtocolError, ProviderError
from providers.types import (
    Accepted,
    Completed,
    Failed,
    GenerationRequest,
    Reply,
    Submitted,
    Succeeded,
)
from studio import catalog, queue
from studio.lifecycle import again, finish, health, late, reroute
from studio.lifecycle.failures import failure
from studio.lifecycle.moves import move
from studio.lifecycle.results import deliver, write_results
from studio.models import Attempt, RescueItem, StoredReply, Task

log = logging.getLogger(__name__)
A = Attempt.State
KEPT = ("content-type", "retry-after")  # all that adapters read; others may echo a secret


def keep_reply(attempt_id: UUID, reply: Reply) -> None:
    """Commit the answer before it is interpreted: a crash in between loses nothing."""
    StoredReply.objects.update_or_create(
        attempt_id=attempt_id,
        defaults={
            "status": reply.status,
            "headers": {name: reply.headers[name] for name in KEPT if name in reply.headers},
            "body": reply.body,
        },
    )


def read(attempt: Attempt, request: GenerationRequest, reply: Reply) -> Submitted | ProviderError:
    try:
        return catalog.adapter(attempt.vendor).read_submit(reply, request)
    except ProviderError as error:
        return error
    except Exception:  # a fault of ours in reading: what was made and billed is not known
        log.exception("The answer to attempt %s cannot be read", attempt.pk)
        return ProtocolError("an answer that we cannot read")


def request_for_reading(attempt: Attempt) -> GenerationRequest:
    """The request as far as reading its answer needs it: no prompt, no references."""
    return GenerationRequest(
        spec=catalog.spec_of(attempt.offer),
        upstream=attempt.offer.upstream,
        prompt="",
        params=attempt.wire_params,
        outputs=attempt.task.outputs,
        idempotency_key=str(attempt.idempotency_key),
    )


def load(attempt_id: UUID) -> Attempt:
    return Attempt.objects.select_related("task__run", "offer__vendor", "vendor").get(pk=attempt_id)


@transaction.atomic
def record(attempt: Attempt, answer: Submitted | ProviderError, status: int | None = None) -> None:
    """Apply the vendor's answer once. A task that moved on meanwhile is left alone."""
    attempt = lock(attempt)
    attempt.http_status = status
    if _awaits_answer(attempt):
        _apply(attempt, answer)
    else:
        _late(attempt, answer)
    StoredReply.objects.filter(attempt=attempt).delete()


def _apply(attempt: Attempt, answer: Submitted | ProviderError) -> None:
    match answer:
        case Accepted():
            _accept(attempt, answer)
        case Completed():
            _complete(attempt, answer)
        case ProviderError():
            _refuse(attempt, answer)


def _awaits_answer(attempt: Attempt) -> bool:
    open_task = attempt.task.status in (Task.Status.SUBMITTING, Task.Status.UNKNOWN)
    return open_task and attempt.state in (A.SENT, A.UNKNOWN)


def lock(attempt: Attempt) -> Attempt:
    """Task first, then everything else: the order in which all code locks."""
    task = (
        Task.objects.select_for_update(of=("self",)).select_related("run").get(pk=attempt.task_id)
    )
    fresh = Attempt.objects.select_related("offer__vendor", "vendor").get(pk=attempt.pk)
    fresh.task = task
    return fresh


def _late(attempt: Attempt, answer: Submitted | ProviderError) -> None:
    """The task was ended while the call ran: what the vendor made is noted, not charged."""
    if isinstance(answer, ProviderError):
        return
    if attempt.state not in (A.SENT, A.UNKNOWN):
        _confirm(attempt, answer)
        return
    _close(attempt, A.ACCEPTED if isinstance(answer, Accepted) else A.COMPLETED, answer)
    if isinstance(answer, Completed):
        write_results(attempt, answer.outputs)
        queue.enqueue("studio.tasks.archive", str(attempt.task_id))
    late.watch(attempt)
    finish.list_for_rescue(
        RescueItem.Kind.LATE, attempt.task, attempt, "answered after the task had ended"
    )


def _confirm(attempt: Attempt, answer: Accepted | Completed) -> None:
    """A callback was faster and its word was taken: the answer itself is the better witness."""
    if attempt.state != A.ACCEPTED or attempt.finished_at is not None:
        return
    if isinstance(answer, Accepted):
        _close(attempt, A.ACCEPTED, answer)
    elif attempt.task.status == Task.Status.RUNNING:
        _close(attempt, A.COMPLETED, answer)
        deliver(attempt, answer.outputs)


def _accept(attempt: Attempt, answer: Accepted) -> None:
    _close(attempt, A.ACCEPTED, answer)
    now = timezone.now()
    first = catalog.adapter(attempt.vendor).settings.poll_first
    first = first or catalog.spec_of(attempt.offer).polling.first
    due = now if attempt.called_back_at else now + timedelta(seconds=first)
    move(
        attempt.task,
        Task.Status.RUNNING,
        accepted_at=now,
        next_action_at=due,
        deadline_at=now + patience(attempt),
        polls=0,
    )
    health.note_success(attempt.key_id, attempt.vendor_id, attempt.offer_id)


def patience(attempt: Attempt) -> timedelta:
    """How long the vendor is asked before we give up."""
    wishes = catalog.adapter(attempt.vendor).settings
    return timedelta(seconds=wishes.deadline or catalog.spec_of(attempt.offer).polling.deadline)


def _complete(attempt: Attempt, answer: Completed) -> None:
    _close(attempt, A.COMPLETED, answer)
    attempt.task.accepted_at = timezone.now()
    deliver(attempt, answer.outputs, accepted_at=attempt.task.accepted_at)
    health.note_success(attempt.key_id, attempt.vendor_id, attempt.offer_id)


def _close(attempt: Attempt, state: str, answer: Accepted | Completed) -> None:
    """Commit what the vendor calls the task. A clash of ids alarms, and loses nothing."""
    fields: dict[str, Any] = {
        "state": state,
        "vendor_cost": answer.cost[:60],
        "http_status": attempt.http_status,
        "error_kind": "",
        "finished_at": timezone.now(),
    }
    if isinstance(answer, Accepted):
        fields["operation"] = answer.operation
    mine = Attempt.objects.filter(pk=attempt.pk)
    try:
        with transaction.atomic():
            mine.update(**fields, vendor_task_id=answer.task_id[:200] or None)
    except IntegrityError:
        mine.update(**fields)
        finish.list_for_rescue(
            RescueItem.Kind.CLASH,
            attempt.task,
            attempt,
            f"the vendor gave {answer.task_id[:100]} twice",
        )


def _refuse(attempt: Attempt, error: ProviderError) -> None:
    health.note_failure(attempt.key_id, attempt.vendor_id, error.kind)
    # A key that was revoked since says nothing about what an earlier send has made.
    earlier = attempt.sends > 1 and error.kind in reroute.OF_THE_VENDOR
    if error.created == "unknown" or earlier:
        _unknown(attempt, error.kind, error.detail)
    else:
        _note(attempt, A.REJECTED, error.kind, error.detail, error.code)
        again.after_refusal(attempt.task, attempt, error)


@transaction.atomic
def record_not_sent(attempt: Attempt, reason: str) -> None:
    """Nothing reached the vendor: the task may be sent again, later."""
    attempt = lock(attempt)
    if attempt.task.status != Task.Status.SUBMITTING or attempt.state not in (A.PREPARED, A.SENT):
        return
    health.note_failure(attempt.key_id, attempt.vendor_id, "not_sent")
    if attempt.sends > 1:  # an earlier send of this attempt may have arrived
        _unknown(attempt, "not_sent", reason)
    else:
        _note(attempt, A.NOT_SENT, reroute.NOT_SENT, reason)
        again.after_not_sent(attempt.task, attempt)


@transaction.atomic
def record_unknown(attempt: Attempt, reason: str) -> None:
    """Sent, and no readable answer: the vendor may have made and billed a task."""
    attempt = lock(attempt)
    if attempt.state in (A.SENT, A.UNKNOWN) and attempt.task.status == Task.Status.SUBMITTING:
        _unknown(attempt, "protocol", reason)


@transaction.atomic
def record_broken(attempt: Attempt, kind: str, detail: str) -> None:
    """The request could not even be built (a setting or a file changed): final, not sent."""
    attempt = lock(attempt)
    if attempt.state == A.PREPARED and attempt.task.status == Task.Status.SUBMITTING:
        _note(attempt, A.NOT_SENT, kind, detail)
        finish.fail(attempt.task, failure(kind, detail))


def _unknown(attempt: Attempt, kind: str, detail: str) -> None:
    """Credits stay reserved. With an idempotency key the same attempt is sent again soon."""
    _note(attempt, A.UNKNOWN, kind, detail)
    now = timezone.now()
    spec, wishes = catalog.spec_of(attempt.offer), catalog.adapter(attempt.vendor).settings
    longest = wishes.deadline or spec.polling.deadline
    limit = now + timedelta(seconds=wishes.unknown_deadline or longest + settings.UNKNOWN_MARGIN)
    deadline = attempt.task.deadline_at or limit
    due = min(deadline, now + again.back_off(attempt.sends)) if spec.idempotent else deadline
    if attempt.task.status == Task.Status.UNKNOWN:
        Task.objects.filter(pk=attempt.task_id).update(next_action_at=due)
    else:
        move(attempt.task, Task.Status.UNKNOWN, next_action_at=due, deadline_at=deadline)


def _note(attempt: Attempt, state: str, kind: str, detail: str, code: str = "") -> None:
    Attempt.objects.filter(pk=attempt.pk).update(
        state=state,
        http_status=attempt.http_status,
        error_kind=kind,
        error_code=code[:80],
        error_detail=detail[:400],
        finished_at=timezone.now(),
    )


def verdict(outcome: Succeeded | Failed) -> Submitted | ProviderError:
    """A streamed final word, as the answer to the submission."""
    if isinstance(outcome, Succeeded):
        return Completed(outcome.outputs, outcome.cost)
    kind = ERRORS.get(outcome.kind, ProtocolError)
    return kind(outcome.message, code=outcome.code, created="no")
