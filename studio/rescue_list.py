"""What a person does about work that went wrong: look, save again, tick off."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from studio import audit
from studio.lifecycle import archive
from studio.models import RescueItem, Task, User


@transaction.atomic
def resolve(item: RescueItem, actor: User | None) -> bool:
    """False where somebody did before."""
    waiting = RescueItem.objects.filter(pk=item.pk, resolved_at=None)
    if not waiting.update(resolved_at=timezone.now()):
        return False
    audit.note(
        actor, "rescue.resolved", str(item.pk), {"kind": item.kind, "task": str(item.task_id)}
    )
    return True


@transaction.atomic
def save_again(task: Task, actor: User | None) -> bool:
    """False where nothing of the task is lost with its address still known."""
    if not archive.save_again(task):
        return False
    audit.note(actor, "task.saved_again", str(task.pk))
    return True
