"""One step of one task, if nobody took it first."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from studio import live
from studio.models import Preview, Task

S = Task.Status

NEXT: dict[str, tuple[str, ...]] = {
    S.QUEUED: (S.SUBMITTING, S.FAILED, S.CANCELLED),
    S.SUBMITTING: (S.QUEUED, S.UNKNOWN, S.RUNNING, S.ARCHIVING, S.FAILED),
    S.UNKNOWN: (S.SUBMITTING, S.QUEUED, S.RUNNING, S.ARCHIVING, S.FAILED),
    S.RUNNING: (S.ARCHIVING, S.FAILED, S.CANCELLED),
    S.ARCHIVING: (S.SUCCEEDED, S.FAILED),
    S.SUCCEEDED: (),
    S.FAILED: (),
    S.CANCELLED: (),
}


class IllegalMove(ValueError):
    pass


def move(task: Task, to: str, **fields: Any) -> bool:
    """Take `task` to status `to`; False when somebody else moved it first.

    The caller holds a transaction: the move, the money and the announcement are one.
    Needs `task.run` loaded.
    """
    if to not in NEXT[task.status]:
        raise IllegalMove(f"a {task.status} task cannot become {to}")
    # What the vendor called the last step says nothing of this one.
    fields = {"vendor_state": ""} | fields | {"status": to, "lease_owner": "", "lease_until": None}
    if to in Task.FINAL:
        fields |= {"next_action_at": None, "finished_at": timezone.now(), "preview_at": None}
    mine = Task.objects.filter(pk=task.pk, status=task.status, fence=task.fence)
    if not mine.update(fence=F("fence") + 1, **fields):
        return False
    for name, value in fields.items():
        setattr(task, name, value)
    task.fence += 1
    if to in Task.FINAL:
        Preview.objects.filter(pk=task.pk).delete()
    live.announce("task", [task.pk], task.run.audience)
    return True
