"""What our admin pages share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from providers.params import InvalidParams
from studio import audit
from studio.models import User
from studio.spoken import spoken


class StudioAdmin(admin.ModelAdmin):
    """Finds a row by its id, and counts no table that may have a million rows twice."""

    show_full_result_count = False
    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        pk = as_id(search_term)
        if pk and self.opts.pk.get_internal_type() == "UUIDField":
            return queryset.filter(pk=pk), False
        return super().get_search_results(request, queryset, search_term)


class ReadOnly(StudioAdmin):
    """History is looked at, never edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Audited(StudioAdmin):
    """Every write is noted: who, what, and which fields, never their values."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self.note(request, "changed" if change else "created", obj, form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.note(request, "deleted", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.note(request, "deleted", obj)
        super().delete_queryset(request, queryset)

    def note(
        self, request: HttpRequest, verb: str, obj: Any, fields: list[str] | None = None
    ) -> None:
        detail = {"id": str(obj.pk)} | ({"fields": fields} if fields else {})
        audit.note(actor(request), f"{self.opts.model_name}.{verb}", str(obj), detail)


def actor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def show_problems(form: forms.BaseForm, error: InvalidParams, fallback: str) -> None:
    """Put each problem at its field: `settings.poll_interval` belongs to `settings`."""
    for name, text in error.problems.items():
        field, _, rest = name.partition(".")
        if field not in form.fields:
            field, rest = fallback, name
        form.add_error(field, f"{rest}: {spoken(text)}" if rest else spoken(text))


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
