"""Keys of vendors. They go in, and never come out again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

import providers
from studio import key_trial, keyring
from studio.admin.base import Audited
from studio.declare.sources import HEADER
from studio.models import VendorKey


class KeyForm(forms.ModelForm):
    secret_text = forms.CharField(
        label="Key",
        required=False,
        max_length=4000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Sealed when it is saved, and never shown again. Blank keeps the stored one.",
    )

    class Meta:
        model = VendorKey
        fields = ("vendor", "label", "enabled", "weight", "max_in_flight", "max_per_minute")

    def clean_secret_text(self) -> str:
        secret: str = self.cleaned_data["secret_text"]
        if secret and not HEADER.fullmatch(secret):
            raise forms.ValidationError("has characters that no request can carry")
        return secret

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        vendor = data.get("vendor") or (self.instance.vendor if self.instance.vendor_id else None)
        is_given = data.get("secret_text") or self.instance.secret or "secret_text" in self.errors
        if vendor and not is_given and providers.protocol(vendor.protocol).needs_key:
            self.add_error("secret_text", f"{vendor.name} needs a key")
        return data


@admin.register(VendorKey)
class VendorKeyAdmin(Audited):
    form = KeyForm
    change_form_template = "admin/studio/vendorkey/change_form.html"
    list_display = (
        *("label", "vendor", "masked", "enabled", "state", "max_in_flight", "max_per_minute"),
        *("last_ok_at", "last_error", "paused_until"),
    )
    list_filter = ("enabled", "state", "vendor")
    list_select_related = ("vendor",)
    search_fields = ("label", "vendor__name", "vendor__slug", "=last4", "=fingerprint")
    actions = ("test_keys",)
    fieldsets = (
        (None, {"fields": ("vendor", "label", "secret_text", "masked", "fingerprint")}),
        ("Use", {"fields": ("enabled", "weight", "max_in_flight", "max_per_minute")}),
        (
            "State",
            {
                "fields": (
                    *("state", "failures", "paused_until", "last_ok_at", "last_error"),
                    *("last_error_at", "created_at", "updated_at", "id"),
                )
            },
        ),
    )
    readonly_fields = (
        *("masked", "fingerprint", "state", "failures", "paused_until", "last_ok_at"),
        *("last_error", "last_error_at", "created_at", "updated_at", "id"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: VendorKey | None = None) -> Any:
        return (*self.readonly_fields, "vendor") if obj else self.readonly_fields

    @admin.display(description="stored key")
    def masked(self, key: VendorKey) -> str:
        return f"••••{key.last4}" if key.secret else "none"

    @method_decorator(sensitive_post_parameters("secret_text"))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: VendorKey, form: Any, change: bool) -> None:
        if secret := form.cleaned_data["secret_text"]:
            keyring.seal(obj, secret)
            obj.state, obj.failures, obj.paused_until = VendorKey.State.UNTESTED, 0, None
            obj.last_error, obj.last_error_at = "", None
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        own: list[URLPattern] = [
            path("<uuid:pk>/test/", self._page(self.test), name="studio_vendorkey_test"),
            path("<uuid:pk>/balance/", self._page(self.balance), name="studio_vendorkey_balance"),
        ]
        return own + super().get_urls()

    def _page(self, view: Any) -> Any:
        return self.admin_site.admin_view(require_POST(view))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        key = self.get_object(request, object_id)
        has_balance = key is not None and providers.protocol(key.vendor.protocol).has_balance
        extra = {"has_balance": has_balance} | (extra_context or {})
        return super().change_view(request, object_id, form_url, extra)

    def test(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self._try(request, pk, key_trial.check, "tested")

    def balance(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        return self._try(request, pk, key_trial.balance, "balance_asked")

    def _try(self, request: HttpRequest, pk: UUID, trial: Any, verb: str) -> HttpResponse:
        key = get_object_or_404(VendorKey.objects.select_related("vendor"), pk=pk)
        if not self.has_change_permission(request, key):
            raise PermissionDenied
        self._tell(request, key, trial(key), verb)
        return redirect("admin:studio_vendorkey_change", key.pk)

    def _tell(
        self, request: HttpRequest, key: VendorKey, verdict: key_trial.Verdict, verb: str
    ) -> None:
        self.note(request, verb, key, [verdict.kind or "ok"])
        level = messages.SUCCESS if verdict.ok else messages.ERROR
        self.message_user(request, f"{key.vendor.slug}/{key.label}: {verdict.text}", level)

    @admin.action(description="Test these keys", permissions=["change"])
    def test_keys(self, request: HttpRequest, keys: QuerySet[VendorKey]) -> None:
        for key in keys.select_related("vendor")[:20]:
            self._tell(request, key, key_trial.check(key), "tested")
