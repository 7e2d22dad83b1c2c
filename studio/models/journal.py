"""What happened, who holds what, and what a person must look at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from studio.models.base import Row
from studio.models.task import Attempt, Task


class Change(models.Model):
    """One move that browsers may want to know of. The id is the feed's cursor."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=40)
    audience = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class AuditLog(Row):
    """Append-only: who did what to what."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="audit_newest")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Notification(Row):
    """Something a person is told: once per task, or of something that has no task.

    `detail` holds what the words of its kind need, such as `{"amount": 500}`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    task = models.ForeignKey(
        Task, models.CASCADE, null=True, blank=True, related_name="notifications"
    )
    kind = models.CharField(max_length=20)
    detail = models.JSONField(default=dict, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "kind"], name="notice_once")]
        indexes = [models.Index(fields=["user", "-created_at"], name="notice_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.task_id}"


class CreditRequest(Row):
    """A member asks the admins for credits."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="credit_requests"
    )
    amount = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(answered_at=None), name="one_open_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} asks for {self.amount}"


class Heartbeat(models.Model):
    name = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Lease(models.Model):
    """Something only one process does at a time, held until `until` and renewed."""

    name = models.CharField(max_length=80, primary_key=True)
    owner = models.CharField(max_length=60, blank=True)
    until = models.DateTimeField()
    stop = models.BooleanField(default=False, help_text="The holder is asked to end")

    def __str__(self) -> str:
        return self.name


class RescueItem(Row):
    """Something that went wrong around paid work, for an admin to look at."""

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", "Submission without an answer"
        LATE = "late", "Result came after the credits were returned"
        SAVE_FAILED = "save_failed", "Made, but not saved"
        CLASH = "clash", "Two attempts with one vendor task"
        WORD = "word", "Unknown status word"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="rescues")
    attempt = models.ForeignKey(
        Attempt, models.PROTECT, null=True, blank=True, related_name="rescues"
    )
    note = models.CharField(max_length=300, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "attempt", "note"], name="rescue_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.task_id}"
