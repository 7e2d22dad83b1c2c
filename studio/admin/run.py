from __future__ import annotations

from django.contrib import admin

from studio.admin.base import ReadOnly
from studio.models import Run


@admin.register(Run)
class RunAdmin(ReadOnly):
    list_display = ("id", "created_at", "author", "model", "count", "project", "visibility")
    list_filter = ("model", "visibility")
    list_select_related = ("author", "model", "project")
    search_fields = ("author__username", "prompt__text")
    exclude = ("body_digest",)
