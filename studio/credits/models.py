"""Accounts, their append-only entries, and the quotas that refill them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

TAKES = Q(d_allowance__lte=0, d_granted__lte=0, d_reserved=-F("d_allowance") - F("d_granted"))
GIVES_BACK = Q(
    d_allowance__gte=0,
    d_granted__gte=0,
    d_reserved=-F("d_allowance") - F("d_granted") - F("charged") - F("lapsed"),
)


class Account(models.Model):
    """A member's two pots; what is reserved has left them and waits to be charged or returned.

    The numbers are a cache of the entries: only `book.py` writes them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credit_account"
    )
    allowance_left = models.BigIntegerField(
        null=True, blank=True, default=0, help_text="Spent first; empty means unlimited."
    )
    granted = models.BigIntegerField(default=0, help_text="Spent last; no refill touches it.")
    reserved = models.BigIntegerField(default=0)

    class Meta:
        permissions = [("grant_credits", "Can grant credits")]
        constraints = [
            models.CheckConstraint(
                name="credits_account_not_negative",
                condition=Q(granted__gte=0, reserved__gte=0)
                & (Q(allowance_left__isnull=True) | Q(allowance_left__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"Account {self.pk}"

    @property
    def available(self) -> int | None:
        """What can be reserved now; None without a limit."""
        return None if self.allowance_left is None else self.allowance_left + self.granted


class Entry(models.Model):
    """One move of credits, never changed: triggers in the database see to that.

    The deltas are of the two pots and of what is reserved. `charged` is what a settle kept,
    `lapsed` what could not go back because the allowance pot was full again. While the allowance
    is unlimited, `d_allowance` tells what was used and `allowance_after` stays empty.
    """

    class Kind(models.TextChoices):
        GRANT = "grant"
        RESERVE = "reserve"
        SETTLE = "settle"
        RELEASE = "release"
        ADJUST = "adjust"
        REFILL = "refill"

    RESOLUTIONS = (Kind.SETTLE, Kind.RELEASE)

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    reference = models.UUIDField(null=True, blank=True)
    period = models.CharField(max_length=10, null=True, blank=True)  # noqa: DJ001 (unique)
    d_allowance = models.BigIntegerField(default=0)
    d_granted = models.BigIntegerField(default=0)
    d_reserved = models.BigIntegerField(default=0)
    charged = models.BigIntegerField(default=0)
    lapsed = models.BigIntegerField(default=0)
    allowance_after = models.BigIntegerField(null=True, blank=True)
    granted_after = models.BigIntegerField()
    reserved_after = models.BigIntegerField()
    # Protected, because clearing it would change an entry.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["account", "id"], name="credits_entry_of_account")]
        constraints = [
            models.UniqueConstraint(
                name="credits_one_reserve", fields=["reference"], condition=Q(kind="reserve")
            ),
            models.UniqueConstraint(
                name="credits_one_resolution",
                fields=["reference"],
                condition=Q(kind__in=["settle", "release"]),
            ),
            models.UniqueConstraint(
                name="credits_one_refill",
                fields=["account", "period"],
                condition=Q(kind="refill"),
            ),
            models.CheckConstraint(
                name="credits_entry_signs",
                condition=Q(TAKES, kind="reserve")
                | Q(GIVES_BACK, kind="settle")
                | Q(GIVES_BACK, kind="release", charged=0)
                | Q(kind="grant", d_allowance=0, d_granted__gt=0, d_reserved=0)
                | Q(kind="adjust", d_reserved=0)
                | Q(kind="refill", d_granted=0, d_reserved=0),
            ),
            models.CheckConstraint(
                name="credits_entry_amounts",
                condition=Q(charged__gte=0, lapsed__gte=0)
                & (Q(kind__in=["settle", "release"]) | Q(charged=0, lapsed=0)),
            ),
            models.CheckConstraint(
                name="credits_entry_names",
                condition=Q(
                    kind__in=["reserve", "settle", "release"],
                    reference__isnull=False,
                    period__isnull=True,
                )
                | Q(kind__in=["grant", "adjust"], reference__isnull=True, period__isnull=True)
                | Q(kind="refill", reference__isnull=True, period__isnull=False),
            ),
            models.CheckConstraint(
                name="credits_entry_balances",
                condition=Q(granted_after__gte=0, reserved_after__gte=0)
                & (Q(allowance_after__isnull=True) | Q(allowance_after__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Quota(models.Model):
    """What a member's allowance pot is filled up to at the start of every period."""

    class Period(models.TextChoices):
        MONTH = "month"
        WEEK = "week"
        DAY = "day"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quota"
    )
    allowance = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="Credits per period; empty means unlimited. A new number counts from the next "
        "refill; from or to unlimited counts at once.",
    )
    period = models.CharField(max_length=5, choices=Period, default=Period.MONTH)
    rollover = models.BigIntegerField(
        default=0, help_text="How much of an unspent allowance is kept at a refill."
    )
    enabled = models.BooleanField(
        default=True, help_text="Off: no refills; what is left stays, unlimited ends."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="credits_quota_not_negative",
                condition=Q(rollover__gte=0) & (Q(allowance__isnull=True) | Q(allowance__gte=0)),
            ),
            models.CheckConstraint(
                name="credits_quota_period", condition=Q(period__in=["month", "week", "day"])
            ),
        ]

    def __str__(self) -> str:
        return f"Quota {self.pk}"

    @property
    def unlimited(self) -> bool:
        return self.enabled and self.allowance is None

    @property
    def ceiling(self) -> int | None:
        """The most a refill can leave in the allowance pot; None where nothing caps it."""
        if not self.enabled or self.allowance is None:
            return None
        return self.allowance + self.rollover
