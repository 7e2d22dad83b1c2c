"""What members keep and ask for around their runs."""

from __future__ import annotations

from django.contrib import admin

from studio.admin.base import ReadOnly
from studio.models import Batch, Draft, Preset, Timing, Vote


@admin.register(Batch)
class BatchAdmin(ReadOnly):
    list_display = ("created_at", "kind", "author", "project", "paused_at", "stopped_at")
    list_filter = ("kind",)
    list_select_related = ("author", "project")
    search_fields = ("author__username", "prompt")


@admin.register(Vote)
class VoteAdmin(ReadOnly):
    list_display = ("created_at", "batch_id", "row", "user", "run_id")
    list_select_related = ("user",)


@admin.register(Draft)
class DraftAdmin(ReadOnly):
    list_display = ("updated_at", "user", "kind")
    list_select_related = ("user",)


@admin.register(Preset)
class PresetAdmin(ReadOnly):
    list_display = ("name", "author", "model", "visibility", "is_default")
    list_select_related = ("author", "model")
    search_fields = ("name", "author__username")


@admin.register(Timing)
class TimingAdmin(ReadOnly):
    list_display = ("offer_id", "settings", "samples", "median", "p90", "updated_at")
