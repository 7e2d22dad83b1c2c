"""Models that members pick, and the offers behind them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

import providers
from providers.catalog import ModelSpec
from providers.params import InvalidParams
from studio.admin.base import Audited, show_problems
from studio.declare import checks
from studio.models import GenerationModel, Offer


@admin.register(GenerationModel)
class GenerationModelAdmin(Audited):
    list_display = ("name", "slug", "kind", "enabled", "order", "blurb")
    list_filter = ("kind", "enabled")
    search_fields = ("name", "slug")
    readonly_fields = ("id", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "slug", "kind") if obj else self.readonly_fields


def spec_choices() -> list[tuple[str, Any]]:
    """Every spec, under its protocol."""
    choices: list[tuple[str, Any]] = [("", "---------")]
    for slug in providers.PROTOCOLS:
        specs = providers.specs(slug)
        choices.append((slug, [(spec.key, f"{spec.key} → {spec.upstream}") for spec in specs]))
    return choices


class OfferForm(forms.ModelForm):
    spec_key = forms.ChoiceField(label="Spec", choices=spec_choices)
    upstream = forms.CharField(required=False, max_length=120, help_text="Blank: the spec's own id")
    price = forms.JSONField(
        help_text='{"unit": "image" or "second", "credits": 2, "surcharge": {"size": {"4K": 4}}}'
    )
    limits = forms.JSONField(
        required=False, help_text='Narrows the spec: {"size": ["1K", "2K"], "outputs": 1}'
    )

    class Meta:
        model = Offer
        fields = (
            *("model", "vendor", "spec_key", "upstream", "price", "limits", "enabled", "priority"),
            *("vendor_cost", "vendor_currency"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["limits"] = data.get("limits") or {}
        spec = self._spec(data)
        if spec:
            data["upstream"] = data.get("upstream") or spec.upstream
            self._check(data, spec)
        return data

    def _spec(self, data: dict[str, Any]) -> ModelSpec | None:
        vendor, key = data.get("vendor"), data.get("spec_key")
        if not vendor or not key:
            return None
        specs = {spec.key: spec for spec in providers.specs(vendor.protocol)}
        if key not in specs:
            self.add_error("spec_key", f"{vendor.protocol} has {', '.join(specs)}")
        return specs.get(key)

    def _check(self, data: dict[str, Any], spec: ModelSpec) -> None:
        model, protocol = data.get("model"), data["vendor"].protocol
        if model and model.kind != spec.kind:
            self.add_error("model", f"makes {model.kind}s, but {spec.key} makes {spec.kind}s")
        try:
            checks.check_limits(spec, data["limits"])
            if "price" in data:
                data["price"] = checks.check_price(protocol, spec, data["price"])
        except InvalidParams as error:
            show_problems(self, error, "price")


@admin.register(Offer)
class OfferAdmin(Audited):
    form = OfferForm
    list_display = (
        *("model", "vendor", "spec_key", "upstream", "credits", "priority", "enabled"),
        "verified_at",
    )
    list_filter = ("enabled", "vendor", "model")
    list_select_related = ("model", "vendor")
    search_fields = ("upstream", "spec_key", "model__name", "vendor__name")
    readonly_fields = ("verified_at", "created_at", "updated_at", "id")

    @admin.display
    def credits(self, offer: Offer) -> str:
        extra = " +" if offer.price.get("surcharge") else ""
        return f"{offer.price.get('credits', 0)} per {offer.price.get('unit', 'image')}{extra}"
