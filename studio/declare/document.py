"""The form of the file. Whatever it does not know is an error that names it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.types import Strict

from providers.params import InvalidParams

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Small = Annotated[int, Field(ge=0, le=32767)]
Credits = Annotated[int, Field(ge=0, le=10**9)]
Cost = Annotated[Decimal, Strict(False), Field(ge=0, max_digits=12, decimal_places=4)]


class Table(BaseModel):
    """A field that the file leaves out stays as it is; a new row gets its default."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def given(self, *names: str) -> dict[str, Any]:
        """The values of those `names` that the file gives."""
        return self.model_dump(include=set(names) & self.model_fields_set)


class KeyTable(Table):
    label: str = Field(min_length=1, max_length=60)
    secret: str = ""
    max_in_flight: int = Field(default=20, ge=1, le=100_000)
    max_per_minute: int | None = Field(default=None, ge=1, le=1_000_000)
    weight: int = Field(default=1, ge=1, le=1000)
    enabled: bool = True


class VendorTable(Table):
    slug: Slug
    protocol: str = ""
    name: str = Field(default="", max_length=100)
    base_url: str = Field(default="", max_length=300)
    enabled: bool = True
    note: str = ""
    settings: dict[str, Any] = {}
    keys: list[KeyTable] = []


class ModelTable(Table):
    slug: Slug
    name: str = Field(default="", max_length=100)
    kind: Literal["image", "video"] | None = None
    blurb: str = Field(default="", max_length=120)
    enabled: bool = True
    order: Small = 100


class OfferTable(Table):
    model: Slug
    vendor: Slug
    upstream: str = Field(default="", max_length=120)
    spec: str = Field(default="", max_length=80)
    credits: Credits = 0
    unit: Literal["image", "second"] = "image"
    surcharge: dict[str, dict[str, Credits]] = {}
    priority: Small = 100
    enabled: bool = True
    limits: dict[str, Any] = {}
    vendor_cost: Cost | None = None
    vendor_currency: str = Field(default="", max_length=10)


class Document(Table):
    vendors: list[VendorTable] = []
    models: list[ModelTable] = []
    offers: list[OfferTable] = []


TABLES: dict[tuple[str, ...], type[Table]] = {
    (): Document,
    ("vendors",): VendorTable,
    ("vendors", "keys"): KeyTable,
    ("models",): ModelTable,
    ("offers",): OfferTable,
}


def read(text: str) -> Document:
    """Raises InvalidParams naming every field that is wrong and what is allowed."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidParams({"file": f"is not TOML: {error}"}) from None
    try:
        document = Document.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise InvalidParams({path(item["loc"], raw): _problem(item) for item in found}) from None
    _check_repeats("vendors", [item.slug for item in document.vendors])
    _check_repeats("models", [item.slug for item in document.models])
    for vendor in document.vendors:
        _check_repeats(f"vendors[{vendor.slug}].keys", [key.label for key in vendor.keys])
    _check_repeats("offers", [offer_path(item) for item in document.offers])
    return document


def offer_path(offer: OfferTable) -> str:
    parts = (offer.model, offer.vendor, offer.upstream, offer.spec)
    return " ".join(part for part in parts if part)


def path(place: Sequence[str | int], raw: Any) -> str:
    """`vendors[grs].keys[main].weight`: list items go by their names, else by number."""
    found, here = "", raw
    for step in place:
        here = here[step] if _leads_on(here, step) else None
        if isinstance(step, int):
            found += f"[{_name(here) or step + 1}]"
        else:
            found += f".{step}" if found else step
    return found


def _leads_on(here: Any, step: str | int) -> bool:
    return (isinstance(here, dict) and step in here) or (
        isinstance(here, list) and isinstance(step, int) and step < len(here)
    )


def _name(here: Any) -> str:
    if not isinstance(here, Mapping):
        return ""
    names = [here.get(name) for name in ("slug", "label", "model", "vendor", "upstream")]
    return " ".join(name for name in names if isinstance(name, str))


def _problem(item: Mapping[str, Any]) -> str:
    if item["type"] != "extra_forbidden":
        return str(item["msg"])
    table = TABLES[tuple(step for step in item["loc"][:-1] if isinstance(step, str))]
    return f"is not known here; allowed: {', '.join(table.model_fields)}"


def _check_repeats(where: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InvalidParams({f"{where}[{name}]": "is given more than once"})
