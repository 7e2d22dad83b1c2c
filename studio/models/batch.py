from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from studio.models.base import Filtered, Row
from studio.models.project import Project, Visibility, audiences
from studio.models.run import Run

if TYPE_CHECKING:
    from studio.models.person import User


class BatchQuerySet(models.QuerySet["Batch"]):
    def for_user(self, user: User) -> BatchQuerySet:
        keys = audiences(user)
        if keys is None:
            return self
        return self.alias(seen_by=Filtered("audience")).filter(seen_by__in=keys)


class Batch(Row):
    """Several runs admitted by one press, all or none: a grid of rows and columns.

    A comparison has a column per model or vendor, variations have a row per prompt, a table
    has a row per line. `Run.row` and `Run.column` say where a run stands.
    """

    class Kind(models.TextChoices):
        COMPARISON = "comparison", "Comparison"
        VARIATIONS = "variations", "Variations"
        TABLE = "table", "Table"

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="batches")
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="batches"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    prompt = models.TextField(blank=True, help_text="As it was typed, with its {a|b}")
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.TEAM
    )
    audience = models.CharField(max_length=60)
    is_blind = models.BooleanField(default=False, help_text="Votes hide who made what")
    paused_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001  NULLs never clash
    body_digest = models.CharField(max_length=64, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["author", "idempotency_key"], name="batch_idempotency"),
            models.CheckConstraint(
                name="stopped_is_not_paused", condition=Q(paused_at=None) | Q(stopped_at=None)
            ),
        ]
        indexes = [models.Index(fields=["audience", "-created_at", "-id"], name="batch_audience")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Vote(Row):
    """Somebody's pick in one row of a batch; the author's own is the pick of the batch."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="votes")
    row = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="votes")
    run = models.ForeignKey(Run, models.CASCADE, related_name="votes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row", "user"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.run_id}"
