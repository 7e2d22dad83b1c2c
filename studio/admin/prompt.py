from __future__ import annotations

from django.contrib import admin

from studio.admin.base import Audited, ReadOnly
from studio.models import Prompt, Tag


@admin.register(Prompt)
class PromptAdmin(ReadOnly):
    list_display = ("__str__", "author", "project", "saved", "visibility", "created_at")
    list_filter = ("saved", "visibility")
    list_select_related = ("author", "project")
    search_fields = ("title", "text")
    exclude = ("digest",)


@admin.register(Tag)
class TagAdmin(Audited):
    list_display = ("name", "created_at")
    search_fields = ("name",)
