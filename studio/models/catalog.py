from __future__ import annotations

from django.db import models

import providers
from providers.catalog import ModelSpec
from studio.models.base import Row
from studio.models.vendor import Vendor


class GenerationModel(Row):
    """What a member picks, such as Nano Banana Pro."""

    class Kind(models.TextChoices):
        IMAGE = "image"
        VIDEO = "video"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    blurb = models.CharField(max_length=120, blank=True)
    enabled = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Offer(Row):
    """One vendor's way to provide a model.

    `price` is `{"unit": "image"|"second", "credits": n, "surcharge": {param: {value: n}}}`.
    `limits` narrows the spec: `{"size": ["1K", "2K"], "outputs": 2, "prompt_max": 1000}`.
    """

    model = models.ForeignKey(GenerationModel, models.PROTECT, related_name="offers")
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="offers")
    spec_key = models.CharField(max_length=80)
    upstream = models.CharField(max_length=120)
    price = models.JSONField(default=dict)
    vendor_cost = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    vendor_currency = models.CharField(max_length=10, blank=True)
    enabled = models.BooleanField(default=True)
    priority = models.PositiveSmallIntegerField(default=100, help_text="Lower is asked first")
    limits = models.JSONField(default=dict, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["model", "priority"]
        constraints = [
            # One upstream id may have two specs: AA's models are called in two forms.
            models.UniqueConstraint(
                fields=["vendor", "model", "upstream", "spec_key"], name="offer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model.slug} by {self.vendor.slug} ({self.upstream})"

    @property
    def spec(self) -> ModelSpec:
        """The wire's own limits; raises KeyError where the protocol has no such model."""
        return providers.spec(self.vendor.protocol, self.spec_key)


class Timing(models.Model):
    """How long an offer's last successes took, in seconds, from acceptance to finish.

    `settings` is `size|duration|outputs`, or empty for all of the offer.
    """

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="timings")
    settings = models.CharField(max_length=60, blank=True)
    samples = models.PositiveSmallIntegerField()
    median = models.FloatField()
    p90 = models.FloatField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "settings"], name="timing_once")]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.settings}: {self.median:.0f} s"
