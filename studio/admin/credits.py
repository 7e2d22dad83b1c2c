"""The ledger's pages once more, with what the ledger itself cannot know: audit and news."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from studio import audit, live
from studio.admin.base import Audited, actor
from studio.credits import admin as plain
from studio.credits.models import Account, Quota

admin.site.unregister(Account)
admin.site.unregister(Quota)


@admin.register(Account)
class AccountAdmin(plain.AccountAdmin):
    @admin.action(description="Grant credits…", permissions=["grant"])
    def grant_credits(
        self, request: HttpRequest, accounts: QuerySet[Account]
    ) -> HttpResponse | None:
        answer = super().grant_credits(request, accounts)
        if answer is None:  # done; before that it asks how many and why
            detail = {"amount": request.POST["amount"], "reason": request.POST["reason"]}
            for account in accounts.select_related("user"):
                audit.note(actor(request), "credits.granted", account.user.username, detail)
                live.announce("balance", [account.user_id], f"only:{account.user_id}")
        return answer


@admin.register(Quota)
class QuotaAdmin(plain.QuotaAdmin, Audited):
    raw_id_fields = ("user",)

    def note(
        self, request: HttpRequest, verb: str, obj: Any, fields: list[str] | None = None
    ) -> None:
        kept = {name: getattr(obj, name) for name in ("allowance", "period", "rollover", "enabled")}
        audit.note(actor(request), f"quota.{verb}", obj.user.username, kept)
