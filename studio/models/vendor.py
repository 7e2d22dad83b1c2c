from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

import providers
from studio.models.base import Row


class VendorQuerySet(models.QuerySet["Vendor"]):
    def open(self, now: datetime) -> VendorQuerySet:
        return self.filter(enabled=True).filter(Q(paused_until=None) | Q(paused_until__lte=now))


class Vendor(Row):
    """An account at a vendor, as the admin configured it."""

    slug = models.SlugField(max_length=60, unique=True)
    protocol = models.CharField(
        max_length=30, choices=[(slug, slug) for slug in providers.PROTOCOLS]
    )
    name = models.CharField(max_length=100)
    base_url = models.CharField(max_length=300, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    enabled = models.BooleanField(default=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=40, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row, vendor-wide")
    verified_at = models.DateTimeField(null=True, blank=True, help_text="A live call succeeded")
    note = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = VendorQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_demo(self) -> bool:
        return self.protocol == "demo"

    @property
    def root(self) -> str:
        """The base URL in force. The demo vendor's moves with the port."""
        if self.is_demo:
            return settings.DEMO_URL
        return self.base_url or providers.protocol(self.protocol).base_url


class VendorKeyQuerySet(models.QuerySet["VendorKey"]):
    def open(self, now: datetime) -> VendorKeyQuerySet:
        return self.filter(enabled=True).filter(Q(paused_until=None) | Q(paused_until__lte=now))


class VendorKey(Row):
    """One key of a vendor. `secret` is sealed by the vault and never shown."""

    class State(models.TextChoices):
        UNTESTED = "untested"
        OK = "ok"
        FAILING = "failing"

    vendor = models.ForeignKey(Vendor, models.CASCADE, related_name="keys")
    label = models.CharField(max_length=60)
    secret = models.TextField(blank=True, editable=False)
    last4 = models.CharField(max_length=4, blank=True, editable=False)
    fingerprint = models.CharField(max_length=32, blank=True, editable=False)
    enabled = models.BooleanField(default=True)
    weight = models.PositiveSmallIntegerField(default=1)
    max_in_flight = models.PositiveIntegerField(default=20)
    max_per_minute = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNTESTED)
    failures = models.PositiveIntegerField(default=0, help_text="In a row, of this key's own")
    paused_until = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=40, blank=True)
    last_error_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = VendorKeyQuerySet.as_manager()

    class Meta:
        ordering = ["vendor", "label"]
        constraints = [models.UniqueConstraint(fields=["vendor", "label"], name="key_label_once")]

    def __str__(self) -> str:
        return f"{self.vendor.slug}/{self.label} ••••{self.last4}"
