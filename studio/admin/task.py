"""Tasks and what became of them: looked at, saved again, never edited."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from studio import rescue_list
from studio.admin.base import ReadOnly, actor
from studio.lifecycle.failures import MESSAGES
from studio.models import Attempt, Preview, Result, StoredReply, Task, TaskReference


class AttemptInline(admin.TabularInline):
    model = Attempt
    fields = ("number", "vendor", "key", "state", "error_kind", "vendor_task_id", "vendor_cost")
    readonly_fields = fields
    show_change_link = True
    can_delete = False
    extra = max_num = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attempt]:
        return super().get_queryset(request).select_related("vendor", "key__vendor")


class ReferenceInline(admin.TabularInline):
    model = TaskReference
    fields = readonly_fields = ("position", "role", "asset")
    can_delete = False
    extra = max_num = 0


def save_again(model_admin: Any, request: HttpRequest, tasks: list[Task]) -> None:
    done = sum(rescue_list.save_again(task, actor(request)) for task in tasks)
    level = messages.SUCCESS if done else messages.WARNING
    model_admin.message_user(request, f"Tasks whose results are fetched again: {done}.", level)


class FailureFilter(admin.SimpleListFilter):
    """From our own table: asking the rows which codes there are would read them all."""

    title = parameter_name = "failure_code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(MESSAGES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        return queryset.filter(failure_code=self.value()) if self.value() else queryset


class WithSaveAgain(ReadOnly):
    def has_save_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("studio.change_task")


@admin.register(Task)
class TaskAdmin(WithSaveAgain):
    list_display = (
        *("id", "created_at", "author", "made_as", "made_by", "status", "failure_code", "credits"),
        *("attempts_made", "finished_at"),
    )
    list_filter = ("status", FailureFilter, "offer__vendor", "offer__model")
    list_select_related = ("author", "offer__model", "offer__vendor")
    search_fields = ("id__startswith", "author__username", "attempts__vendor_task_id")
    inlines = (AttemptInline, ReferenceInline)
    actions = ("save_again",)

    @admin.display(description="model", ordering="offer__model")
    def made_as(self, task: Task) -> str:
        return task.offer.model.name

    @admin.display(description="vendor", ordering="offer__vendor")
    def made_by(self, task: Task) -> str:
        return task.offer.vendor.name

    @admin.action(description="Save lost results again", permissions=["save_again"])
    def save_again(self, request: HttpRequest, tasks: QuerySet[Task]) -> None:
        save_again(self, request, list(tasks[:100]))


@admin.register(Attempt)
class AttemptAdmin(ReadOnly):
    list_display = (
        *("id", "created_at", "task_id", "number", "vendor", "key", "state", "error_kind"),
        "vendor_task_id",
    )
    list_filter = ("state", "vendor")
    list_select_related = ("vendor", "key__vendor")
    search_fields = ("=vendor_task_id",)


@admin.register(Result)
class ResultAdmin(WithSaveAgain):
    list_display = ("id", "created_at", "attempt_id", "index", "state", "error", "expires_at")
    list_filter = ("state",)
    search_fields = ("error",)
    actions = ("save_again",)

    @admin.action(description="Save lost results again", permissions=["save_again"])
    def save_again(self, request: HttpRequest, results: QuerySet[Result]) -> None:
        chosen = results.values("attempt__task")
        save_again(self, request, list(Task.objects.filter(pk__in=chosen)[:100]))


@admin.register(StoredReply)
class StoredReplyAdmin(ReadOnly):
    """The body is a vendor's raw bytes: how many is all that a page needs to show."""

    list_display = ("attempt_id", "status", "created_at")
    list_filter = ("status",)
    fields = ("attempt", "status", "size", "created_at")
    readonly_fields = ("size",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredReply]:
        return super().get_queryset(request).select_related("attempt")

    @admin.display(description="bytes")
    def size(self, reply: StoredReply) -> int:
        return len(reply.body)


@admin.register(Preview)
class PreviewAdmin(ReadOnly):
    """A vendor's bytes too, and gone with the end of their task."""

    list_display = ("task_id", "mime")
    list_filter = ("mime",)
    fields = readonly_fields = ("task", "mime")
