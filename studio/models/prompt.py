from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models

from studio.models.base import Row
from studio.models.project import Project, Visibility


def prompt_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Prompt(Row):
    """A prompt somebody used or saved. Each author's text is kept once."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="prompts")
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="prompts"
    )
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    negative = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    tags = models.ManyToManyField("studio.Tag", blank=True, related_name="prompts")
    version_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="versions"
    )
    saved = models.BooleanField(default=False)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.TEAM
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["author", "digest"], name="prompt_once")]
        indexes = [models.Index(fields=["saved", "-created_at", "-id"], name="prompt_saved")]

    def __str__(self) -> str:
        return self.title or self.text[:60]
