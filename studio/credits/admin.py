"""Accounts and entries are only looked at here; credits move through the ledger alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from studio.credits import ledger
from studio.credits.models import Account, Entry, Quota

MOST = 1_000_000_000


class GrantForm(forms.Form):
    amount = forms.IntegerField(min_value=1, max_value=MOST, help_text="For each account.")
    reason = forms.CharField(max_length=300, help_text="Kept with the entry for good.")


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("user", "allowance_left", "granted", "reserved")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    ordering = ("user__username",)
    actions = ("grant_credits",)

    def has_grant_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("credits.grant_credits")

    @admin.action(description="Grant credits…", permissions=["grant"])
    def grant_credits(
        self, request: HttpRequest, accounts: QuerySet[Account]
    ) -> HttpResponse | None:
        """Ask for amount and reason, then grant; the changelist comes back after that."""
        asked = "confirmed" in request.POST
        form = GrantForm(request.POST if asked else None)
        if not form.is_valid():
            return self._ask(request, accounts, form)
        number = _grant(accounts, request, form.cleaned_data)
        self.message_user(request, f"Credits granted to {number} accounts.", messages.SUCCESS)
        return None

    def _ask(
        self, request: HttpRequest, accounts: QuerySet[Account], form: GrantForm
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Grant credits",
            "opts": self.opts,
            "accounts": accounts.select_related("user"),
            "form": form,
            "action": "grant_credits",
        }
        return TemplateResponse(request, "admin/credits/grant.html", context)


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = (
        "id",
        "created_at",
        "account_user",
        "kind",
        "d_allowance",
        "d_granted",
        "d_reserved",
        "charged",
        "lapsed",
        "actor",
        "reason",
    )
    list_filter = ("kind",)
    list_select_related = ("account__user", "actor")
    search_fields = ("=reference", "account__user__username")
    ordering = ("-id",)
    show_full_result_count = False

    @admin.display(description="user")
    def account_user(self, entry: Entry) -> str:
        return entry.account.user.get_username()


@admin.register(Quota)
class QuotaAdmin(admin.ModelAdmin):
    list_display = ("user", "allowance", "period", "rollover", "enabled")
    list_select_related = ("user",)
    list_filter = ("period", "enabled")
    search_fields = ("user__username",)
    fields = ("user", "allowance", "period", "rollover", "enabled")


def _grant(accounts: QuerySet[Account], request: HttpRequest, wanted: dict[str, Any]) -> int:
    """All of them or none, in the ledger's order of locks."""
    actor = request.user if request.user.is_authenticated else None
    with transaction.atomic():
        chosen = list(accounts.order_by("pk"))
        for account in chosen:
            ledger.grant(account, wanted["amount"], actor, wanted["reason"])
    return len(chosen)
