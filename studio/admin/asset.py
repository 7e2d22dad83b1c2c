from __future__ import annotations

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from studio.admin.base import ReadOnly, as_id
from studio.models import Asset, AssetMark
from studio.models.asset import AssetQuerySet


@admin.register(Asset)
class AssetAdmin(ReadOnly):
    list_display = (
        *("id", "created_at", "kind", "author", "model", "vendor", "project", "width", "height"),
        *("bytes", "derived", "visibility"),
    )
    list_filter = ("kind", "origin", "derived", "model", "vendor")
    list_select_related = ("author", "model", "vendor", "project")
    search_fields = ("search_text",)
    exclude = ("tags", "search_text")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Asset], search_term: str
    ) -> tuple[QuerySet[Asset], bool]:
        """As the members' own search, which has an index."""
        if as_id(search_term):
            return super().get_search_results(request, queryset, search_term)
        return cast("AssetQuerySet", queryset).matching(search_term), False


@admin.register(AssetMark)
class AssetMarkAdmin(ReadOnly):
    list_display = ("user", "asset_id", "favourite", "rating", "created_at")
    list_filter = ("favourite", "rating")
    list_select_related = ("user",)
    search_fields = ("user__username",)
