"""What people think of the runs of a batch: one vote for each row and person."""

from __future__ import annotations

from django.db import transaction

from studio import live
from studio.models import Batch, Run, User, Vote


@transaction.atomic
def cast(batch: Batch, run: Run, user: User) -> None:
    """Their vote in this row, instead of any other there."""
    Vote.objects.update_or_create(batch=batch, row=run.row, user=user, defaults={"run": run})
    live.announce("batch", [batch.pk], batch.audience)


@transaction.atomic
def withdraw(batch: Batch, run: Run, user: User) -> None:
    if Vote.objects.filter(batch=batch, row=run.row, user=user, run=run).delete()[0]:
        live.announce("batch", [batch.pk], batch.audience)
