from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from studio.models.base import Filtered, Row
from studio.models.catalog import GenerationModel
from studio.models.project import Project, Visibility, audiences
from studio.models.prompt import Prompt

if TYPE_CHECKING:
    from studio.models.person import User


class RunQuerySet(models.QuerySet["Run"]):
    def for_user(self, user: User) -> RunQuerySet:
        keys = audiences(user)
        if keys is None:
            return self
        return self.alias(seen_by=Filtered("audience")).filter(seen_by__in=keys)


class Run(Row):
    """One press of Generate: a prompt, settings, one or more tasks."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="runs")
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="runs"
    )
    prompt = models.ForeignKey(Prompt, models.PROTECT, related_name="runs")
    model = models.ForeignKey(GenerationModel, models.PROTECT, related_name="runs")
    params = models.JSONField(default=dict)
    count = models.PositiveSmallIntegerField(default=1)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.TEAM
    )
    audience = models.CharField(max_length=60)
    batch = models.ForeignKey(
        "studio.Batch", models.PROTECT, null=True, blank=True, related_name="runs"
    )
    row = models.PositiveSmallIntegerField(default=0, help_text="Place in the batch")
    column = models.PositiveSmallIntegerField(default=0, help_text="Place in the batch")
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001  NULLs never clash
    body_digest = models.CharField(max_length=64, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["author", "idempotency_key"], name="run_idempotency"),
            models.UniqueConstraint(fields=["batch", "row", "column"], name="run_place"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="run_newest"),
            models.Index(fields=["audience", "-created_at", "-id"], name="run_audience"),
            models.Index(fields=["author", "-created_at", "-id"], name="run_author"),
        ]

    def __str__(self) -> str:
        return f"Run {self.pk}"
