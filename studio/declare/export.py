"""The whole declaration of this installation as a file that applies again; no secrets."""

from __future__ import annotations

import re
from typing import Any

import tomli_w

from studio.models import GenerationModel, Offer, Vendor, VendorKey


def export() -> str:
    vendors = Vendor.objects.prefetch_related("keys").order_by("slug")
    offers = Offer.objects.select_related("vendor", "model")
    return tomli_w.dumps(
        {
            "vendors": [_vendor(row) for row in vendors],
            "models": [_model(row) for row in GenerationModel.objects.all()],
            "offers": [_offer(row) for row in offers.order_by("vendor__slug", "model", "priority")],
        },
        multiline_strings=True,
    )


def placeholder(key: VendorKey) -> str:
    name = re.sub(r"[^A-Z0-9]+", "_", f"{key.vendor.slug}_{key.label}_KEY".upper())
    return f"env:{name.strip('_')}"


def _vendor(row: Vendor) -> dict[str, Any]:
    table = {
        "slug": row.slug,
        "protocol": row.protocol,
        "name": row.name,
        "base_url": row.base_url,
        "enabled": row.enabled,
        "note": row.note,
        "settings": row.settings,
        "keys": [_key(key) for key in row.keys.all()],
    }
    return _present(table)


def _key(row: VendorKey) -> dict[str, Any]:
    return _present(
        {
            "label": row.label,
            "secret": placeholder(row) if row.secret else "",
            "max_in_flight": row.max_in_flight,
            "max_per_minute": row.max_per_minute,
            "weight": row.weight,
            "enabled": row.enabled,
        }
    )


def _model(row: GenerationModel) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "name": row.name,
        "kind": row.kind,
        "blurb": row.blurb,
        "enabled": row.enabled,
        "order": row.order,
    }


def _offer(row: Offer) -> dict[str, Any]:
    return _present(
        {
            "model": row.model.slug,
            "vendor": row.vendor.slug,
            "spec": row.spec_key,
            "upstream": row.upstream,
            "credits": row.price.get("credits", 0),
            "unit": row.price.get("unit", "image"),
            "surcharge": row.price.get("surcharge", {}),
            "priority": row.priority,
            "enabled": row.enabled,
            "limits": row.limits,
            "vendor_cost": str(row.vendor_cost) if row.vendor_cost is not None else None,
            "vendor_currency": row.vendor_currency,
        }
    )


def _present(table: dict[str, Any]) -> dict[str, Any]:
    """TOML has no null; an empty value says no more than a missing one."""
    return {name: _without_null(v) for name, v in table.items() if v not in (None, "", {}, [])}


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_null(item) for name, item in value.items() if item is not None}
    return value
