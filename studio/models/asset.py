from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from studio.models.base import Filtered, Row
from studio.models.catalog import GenerationModel
from studio.models.project import Project, Visibility, audiences
from studio.models.prompt import Prompt
from studio.models.run import Run
from studio.models.task import Task
from studio.models.vendor import Vendor

if TYPE_CHECKING:
    from studio.models.person import User

# Chinese, Japanese and Korean are written without spaces: each character is a word.
CJK = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])")


def search_text(*parts: str) -> str:
    """Lower case, single spaces, every CJK character between spaces, space at both ends."""
    spaced = CJK.sub(r" \1 ", " ".join(parts).lower())
    return f" {' '.join(spaced.split())} "


def search_words(query: str) -> list[str]:
    """The words of a query, spelt like `search_text`; runs of CJK stay together."""
    words = query.lower().split()[:10]
    return [re.sub(r"\s+", " ", CJK.sub(r" \1 ", word)) for word in words]


class AssetQuerySet(models.QuerySet["Asset"]):
    def for_user(self, user: User) -> AssetQuerySet:
        keys = audiences(user)
        if keys is None:
            return self
        return self.alias(seen_by=Filtered("audience")).filter(seen_by__in=keys)

    def matching(self, query: str) -> AssetQuerySet:
        found = self
        for word in search_words(query):
            found = found.filter(search_text__contains=word)
        return found


class Asset(Row):
    """An archived file: a result of a task, or an upload to be used as a reference.

    `key` is its place in the storage, named after its content. `derivatives` maps
    `t240 t480 p1600 poster hover` to `{"key", "width", "height", "bytes", "mime"}`.
    """

    class Kind(models.TextChoices):
        IMAGE = "image"
        VIDEO = "video"
        AUDIO = "audio"

    class Origin(models.TextChoices):
        GENERATED = "generated"
        UPLOAD = "upload"

    class Derived(models.TextChoices):
        PENDING = "pending"
        READY = "ready"
        FAILED = "failed"

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assets")
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="assets"
    )
    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="assets")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="assets")
    prompt = models.ForeignKey(Prompt, models.PROTECT, null=True, blank=True, related_name="assets")
    model = models.ForeignKey(
        GenerationModel, models.PROTECT, null=True, blank=True, related_name="+"
    )
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, related_name="+")
    cut_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="cuts"
    )
    position = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120, blank=True, help_text="The uploaded file's name")
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=120)
    bytes = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    duration = models.FloatField(null=True, blank=True)
    has_alpha = models.BooleanField(default=False)
    has_audio = models.BooleanField(default=False)
    c2pa = models.BooleanField(default=False)
    derivatives = models.JSONField(default=dict, blank=True)
    derived = models.CharField(max_length=10, choices=Derived.choices, default=Derived.PENDING)
    derive_attempts = models.PositiveSmallIntegerField(default=0)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.TEAM
    )
    audience = models.CharField(max_length=60)
    search_text = models.TextField(blank=True)
    tags = models.ManyToManyField("studio.Tag", blank=True, related_name="assets")
    trashed_at = models.DateTimeField(null=True, blank=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=[*fields, "-created_at", "-id"], name=name)
            for name, fields in {
                "asset_newest": [],
                "asset_audience": ["audience"],
                "asset_author": ["author"],
                "asset_project": ["project"],
                "asset_model": ["model"],
                "asset_vendor": ["vendor"],
                "asset_kind": ["kind"],
                "asset_project_author": ["project", "author"],
            }.items()
        ] + [models.Index(fields=["sha256"], name="asset_sha256")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Tag(Row):
    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AssetMark(Row):
    """What one person thinks of an asset."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="marks")
    favourite = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "asset"], name="mark_once")]
        indexes = [models.Index(fields=["user", "favourite", "-created_at"], name="mark_favourite")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.asset_id}"
