"""`[[vendors]]`: the account at a vendor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import providers
from providers.params import InvalidParams
from studio.declare import checks
from studio.declare.changes import Change, put, words
from studio.declare.document import VendorTable
from studio.models import Vendor

FIELDS = ("name", "base_url", "enabled", "note", "settings")


def declare(table: VendorTable) -> tuple[Vendor, Change | None]:
    row = Vendor.objects.filter(slug=table.slug).first()
    protocol = _protocol(table, row)
    fields = table.given(*FIELDS)
    if "base_url" in fields:
        fields["base_url"] = table.base_url.rstrip("/")
    _check(table.slug, protocol, fields, row)
    if row:
        return row, put(row, f"vendor {table.slug}", fields)
    fields = {"name": providers.protocol(protocol).label} | fields | {"protocol": protocol}
    made = Vendor.objects.create(slug=table.slug, **fields)
    return made, Change(f"vendor {table.slug}", True, words(fields))


def _protocol(table: VendorTable, row: Vendor | None) -> str:
    if row and table.protocol in ("", row.protocol):
        return row.protocol
    if row:
        text = (
            f"cannot change: {table.slug} is a vendor of {row.protocol}, and its history speaks it"
        )
        raise InvalidParams({f"vendors[{table.slug}].protocol": text})
    in_file(table.slug, lambda: checks.check_protocol(table.protocol))
    return table.protocol


def _check(slug: str, protocol: str, fields: dict[str, Any], row: Vendor | None) -> None:
    url = fields.get("base_url", row.base_url if row else "")
    in_file(slug, lambda: checks.check_base_url(protocol, url))
    in_file(slug, lambda: checks.check_settings(protocol, fields.get("settings", {})))


def in_file(slug: str, check: Callable[[], None]) -> None:
    """A check's problems, under the names that they have in the file."""
    try:
        check()
    except InvalidParams as error:
        place = f"vendors[{slug}]"
        found = {f"{place}.{name}": text for name, text in error.problems.items()}
        raise InvalidParams(found) from None
