from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

import providers
from providers.params import InvalidParams
from studio import declare
from studio.admin.base import Audited, show_problems
from studio.declare import checks
from studio.models import Vendor


class VendorForm(forms.ModelForm):
    class Meta:
        model = Vendor
        fields = ("slug", "protocol", "name", "base_url", "settings", "enabled", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        protocol = data.get("protocol") or self.instance.protocol
        if protocol:
            data["base_url"] = data.get("base_url", "").rstrip("/")
            self._check(lambda: checks.check_base_url(protocol, data["base_url"]))
            if isinstance(data.get("settings"), dict):
                self._check(lambda: checks.check_settings(protocol, data["settings"]))
            elif "settings" in data:
                self.add_error("settings", 'must be an object such as {"poll_interval": 3}')
        return data

    def _check(self, check: Any) -> None:
        try:
            check()
        except InvalidParams as error:
            show_problems(self, error, "settings")


@admin.register(Vendor)
class VendorAdmin(Audited):
    form = VendorForm
    list_display = ("name", "slug", "protocol", "enabled", "keys_on", "paused_until", "verified_at")
    list_filter = ("enabled", "protocol")
    search_fields = ("name", "slug")
    actions = ("add_offers",)
    fieldsets = (
        (None, {"fields": ("slug", "protocol", "name", "base_url", "enabled", "note")}),
        ("Protocol", {"fields": ("settings", "available_settings", "unverified")}),
        ("State", {"fields": ("verified_at", "failures", "paused_until", "pause_reason", "id")}),
    )
    readonly_fields = (
        *("available_settings", "unverified", "verified_at", "failures", "paused_until"),
        *("pause_reason", "id"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vendor]:
        rows: QuerySet[Vendor] = super().get_queryset(request)
        return rows.annotate(keys_on=Count("keys", filter=Q(keys__enabled=True)))

    def get_readonly_fields(self, request: HttpRequest, obj: Vendor | None = None) -> Any:
        # Its offers and its history speak the protocol: that cannot change any more.
        return (*self.readonly_fields, "protocol") if obj else self.readonly_fields

    @admin.display(description="keys that are on", ordering="keys_on")
    def keys_on(self, vendor: Any) -> int:
        return int(vendor.keys_on)

    @admin.display(description="settings there are")
    def available_settings(self, vendor: Vendor) -> str:
        if not vendor.protocol:
            return "Save the vendor first."
        fields = providers.protocol(vendor.protocol).Settings.model_fields
        return ", ".join(f"{name} ({field.default!r})" for name, field in fields.items())

    @admin.display(description="unverified settings")
    def unverified(self, vendor: Vendor) -> str:
        """Documents lost what these are: they are guesses until a live call has succeeded."""
        if not vendor.protocol or vendor.verified_at:
            return "none: a live call succeeded" if vendor.verified_at else "-"
        guessed = providers.protocol(vendor.protocol).Settings.unverified
        return ", ".join(sorted(guessed)) or "none"

    @admin.action(description="Add the offers of its protocol", permissions=["change"])
    def add_offers(self, request: HttpRequest, vendors: QuerySet[Vendor]) -> None:
        with transaction.atomic():
            declare.sync_models()
            made = [change for vendor in vendors for change in declare.add_offers(vendor)]
            for vendor in vendors:
                self.note(request, "offers_added", vendor)
        self.message_user(request, f"Offers added: {len(made)}.", messages.SUCCESS)
