from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from studio.models.base import Row
from studio.models.catalog import Offer
from studio.models.project import audiences
from studio.models.run import Run
from studio.models.vendor import Vendor, VendorKey

if TYPE_CHECKING:
    from studio.models.person import User


class TaskQuerySet(models.QuerySet["Task"]):
    def for_user(self, user: User) -> TaskQuerySet:
        keys = audiences(user)
        if keys is None:
            return self
        # Not a join, which SQLite might start from, to sort every task for one page.
        return self.filter(Exists(Run.objects.filter(pk=OuterRef("run"), audience__in=keys)))

    def due(self, now: datetime) -> TaskQuerySet:
        return self.filter(next_action_at__lte=now)

    def unfinished(self) -> TaskQuerySet:
        return self.exclude(status__in=Task.FINAL)

    def newest(self) -> TaskQuerySet:
        """Those that speak for their places: not what was made again in full."""
        return self.filter(models.Q(retried_as=None) | models.Q(status=Task.Status.SUCCEEDED))


class Task(Row):
    """One thing to be made, until it is archived and settled, or failed and released.

    Only `studio.lifecycle` writes `status`. `next_action_at` says when somebody must
    look again; it is NULL on final tasks alone.
    """

    class Status(models.TextChoices):
        QUEUED = "queued"
        SUBMITTING = "submitting"
        UNKNOWN = "unknown"
        RUNNING = "running"
        ARCHIVING = "archiving"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    FINAL = (Status.SUCCEEDED, Status.FAILED, Status.CANCELLED)

    run = models.ForeignKey(Run, models.PROTECT, related_name="tasks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Place of its first output in the run"
    )
    outputs = models.PositiveSmallIntegerField(default=1)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="tasks")
    pinned = models.BooleanField(default=False, help_text="The member chose the vendor")
    params = models.JSONField(default=dict)
    price = models.JSONField(default=dict)
    credits = models.PositiveBigIntegerField(default=0)
    retry_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="retried_as"
    )

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    vendor_state = models.CharField(max_length=40, blank=True)
    progress = models.PositiveSmallIntegerField(null=True, blank=True)
    failure_code = models.CharField(max_length=30, blank=True)
    failure_detail = models.CharField(max_length=400, blank=True)

    next_action_at = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    polls = models.PositiveIntegerField(default=0)
    archive_attempts = models.PositiveSmallIntegerField(default=0)
    deadline_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(
        null=True, blank=True, help_text="Its author wants it out of the feed"
    )
    preview_at = models.DateTimeField(
        null=True, blank=True, help_text="When its unfinished picture last changed"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["run", "position"]
        constraints = [
            models.CheckConstraint(
                name="final_has_no_next_action",
                condition=Q(status__in=["succeeded", "failed", "cancelled"], next_action_at=None)
                | Q(next_action_at__isnull=False),
            ),
            models.CheckConstraint(
                name="final_is_finished",
                condition=Q(
                    status__in=["succeeded", "failed", "cancelled"], finished_at__isnull=False
                )
                | Q(finished_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "next_action_at"],
                condition=Q(next_action_at__isnull=False),
                name="task_due",
            ),
            models.Index(fields=["author", "-created_at", "-id"], name="task_author"),
            models.Index(fields=["-created_at", "-id"], name="task_newest"),
        ]

    def __str__(self) -> str:
        return f"Task {self.pk} {self.status}"

    @property
    def is_final(self) -> bool:
        return self.status in self.FINAL


class TaskReference(Row):
    """A file given to a task, with its role and place."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="references")
    asset = models.ForeignKey("studio.Asset", models.PROTECT, related_name="used_in")
    role = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["task", "position"], name="reference_place")]

    def __str__(self) -> str:
        return f"{self.role} {self.position}"


LIVE_ATTEMPT = ["sent", "unknown", "accepted", "completed"]


class Attempt(Row):
    """One submission of a task with one key.

    A second live one is impossible in the database: only after the first is proven to
    have created nothing (`rejected`, `not_sent`) may there be another.
    """

    class State(models.TextChoices):
        PREPARED = "prepared"
        SENT = "sent"
        ACCEPTED = "accepted"
        COMPLETED = "completed"
        REJECTED = "rejected"
        UNKNOWN = "unknown"
        NOT_SENT = "not_sent"

    task = models.ForeignKey(Task, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="attempts")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="attempts")
    key = models.ForeignKey(VendorKey, models.PROTECT, related_name="attempts")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    idempotency_key = models.UUIDField()
    operation = models.JSONField(null=True, blank=True)
    vendor_task_id = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001  NULLs never clash
    request_digest = models.CharField(max_length=64, blank=True)
    wire_params = models.JSONField(default=dict)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    error_kind = models.CharField(max_length=30, blank=True)
    error_code = models.CharField(max_length=80, blank=True)
    error_detail = models.CharField(max_length=400, blank=True)
    vendor_cost = models.CharField(max_length=60, blank=True)
    sends = models.PositiveSmallIntegerField(default=0)
    called_back_at = models.DateTimeField(null=True, blank=True)
    watch_until = models.DateTimeField(
        null=True, blank=True, help_text="Late results are looked for until"
    )
    next_watch_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["task", "number"]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="attempt_number"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(state__in=LIVE_ATTEMPT), name="one_live_attempt"
            ),
            models.UniqueConstraint(fields=["vendor", "vendor_task_id"], name="vendor_task_once"),
        ]
        indexes = [
            models.Index(fields=["key", "started_at"], name="attempt_rate"),
            models.Index(
                fields=["next_watch_at"],
                condition=Q(next_watch_at__isnull=False),
                name="attempt_watch",
            ),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.number} of {self.task_id}"


class StoredReply(models.Model):
    """The vendor's answer to a submission, kept until it has been understood and acted on."""

    attempt = models.OneToOneField(Attempt, models.CASCADE, primary_key=True, related_name="reply")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"HTTP {self.status}"


class Result(Row):
    """One output the vendor says it made, written down before any download.

    `source` is an http(s) URL, byte for byte, or a data URI; emptied once archived.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        ARCHIVED = "archived"
        LOST = "lost"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="results")
    index = models.PositiveSmallIntegerField()
    source = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asset = models.OneToOneField(
        "studio.Asset", models.SET_NULL, null=True, blank=True, related_name="result"
    )
    error = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["attempt", "index"], name="result_place")]

    def __str__(self) -> str:
        return f"Result {self.index} of {self.attempt_id}"
