"""What a member keeps between two presses of Generate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from studio.models.base import Row
from studio.models.catalog import GenerationModel
from studio.models.project import Visibility, audiences

if TYPE_CHECKING:
    from studio.models.person import User


class Draft(models.Model):
    """The form as it stands, per person and kind. `data` is the form's fields, as posted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=10, choices=GenerationModel.Kind.choices)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class PresetQuerySet(models.QuerySet["Preset"]):
    def for_user(self, user: User) -> PresetQuerySet:
        keys = audiences(user)
        return self if keys is None else self.filter(audience__in=keys)


class Preset(Row):
    """A model with settings under a name, and a prompt and references where wanted.

    `references` are `[asset id, role]`, in their order.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="presets")
    name = models.CharField(max_length=60)
    model = models.ForeignKey(GenerationModel, models.CASCADE, related_name="presets")
    params = models.JSONField(default=dict)
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    prompt = models.TextField(blank=True)
    references = models.JSONField(default=list)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.ME)
    audience = models.CharField(max_length=60)
    is_default = models.BooleanField(default=False, help_text="Begins a new form of its kind")

    objects = PresetQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["author", "name"], name="preset_once")]

    def __str__(self) -> str:
        return self.name
