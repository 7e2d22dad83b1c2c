"""Requests for credits: granted or declined from the list, each once."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from studio import credit_requests
from studio.admin.base import ReadOnly, actor
from studio.models import CreditRequest


@admin.register(CreditRequest)
class CreditRequestAdmin(ReadOnly):
    list_display = ("created_at", "user", "amount", "reason", "answered_at", "answered_by")
    list_filter = (("answered_at", admin.EmptyFieldListFilter),)
    list_select_related = ("user", "answered_by")
    search_fields = ("user__username", "reason")
    actions = ("grant", "decline")

    def has_grant_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("credits.grant_credits")

    @admin.action(description="Grant what was asked for", permissions=["grant"])
    def grant(self, request: HttpRequest, wanted: QuerySet[CreditRequest]) -> None:
        # In the order of accounts: two admins who grant at once must not wait for each other.
        asked = wanted.order_by("user__credit_account__pk").values_list("pk", flat=True)
        done = sum(credit_requests.grant(pk, actor(request)) for pk in asked)
        self.message_user(request, f"Requests granted: {done}.", messages.SUCCESS)

    @admin.action(description="Close without credits", permissions=["grant"])
    def decline(self, request: HttpRequest, wanted: QuerySet[CreditRequest]) -> None:
        asked = wanted.values_list("pk", flat=True)
        done = sum(credit_requests.decline(pk, actor(request)) for pk in asked)
        self.message_user(request, f"Requests closed: {done}.", messages.SUCCESS)
