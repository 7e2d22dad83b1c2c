"""What happened and who was told; the rescue list is the part that asks for somebody."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from studio import rescue_list
from studio.admin.base import ReadOnly, actor
from studio.admin.task import WithSaveAgain, save_again
from studio.models import AuditLog, Change, Heartbeat, Lease, Notification, RescueItem, Task


@admin.register(AuditLog)
class AuditLogAdmin(ReadOnly):
    list_display = ("created_at", "actor", "action", "subject", "detail")
    list_filter = ("action",)
    list_select_related = ("actor",)
    search_fields = ("action", "subject", "actor__username")


@admin.register(RescueItem)
class RescueItemAdmin(WithSaveAgain):
    list_display = ("created_at", "kind", "task_id", "note", "resolved_at")
    list_filter = ("kind", ("resolved_at", admin.EmptyFieldListFilter))
    search_fields = ("note",)
    actions = ("mark_resolved", "save_again")

    @admin.action(description="Mark resolved", permissions=["save_again"])
    def mark_resolved(self, request: HttpRequest, items: QuerySet[RescueItem]) -> None:
        done = sum(rescue_list.resolve(item, actor(request)) for item in items)
        self.message_user(request, f"Items marked resolved: {done}.", messages.SUCCESS)

    @admin.action(description="Save lost results again", permissions=["save_again"])
    def save_again(self, request: HttpRequest, items: QuerySet[RescueItem]) -> None:
        save_again(self, request, list(Task.objects.filter(pk__in=items.values("task"))[:100]))


@admin.register(Notification)
class NotificationAdmin(ReadOnly):
    list_display = ("created_at", "user", "kind", "task_id", "read_at")
    list_select_related = ("user",)
    search_fields = ("user__username",)


@admin.register(Change)
class ChangeAdmin(ReadOnly):
    list_display = ("id", "at", "kind", "object_id", "audience")
    search_fields = ("=object_id",)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnly):
    list_display = ("name", "at")


@admin.register(Lease)
class LeaseAdmin(ReadOnly):
    list_display = ("name", "owner", "until", "stop")
