"""What the API answers with. Outside clients rely on these shapes: fields are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

from ninja import Schema

T = TypeVar("T")


class Listing(Schema, Generic[T]):
    items: list[T]
    next: str | None


class Credits(Schema):
    """`reserved` is what is still held; `charged` and `returned` come when it is over."""

    reserved: int
    charged: int
    returned: int


class Failure(Schema):
    code: str
    message: str


class AssetOut(Schema):
    id: str
    kind: str
    mime: str
    width: int | None
    height: int | None
    duration: float | None
    bytes: int
    sha256: str
    url: str
    thumbnail_url: str | None
    created_at: datetime
    prompt: str | None
    model: str | None
    vendor: str | None
    author: str
    project: str | None
    task: str | None
    run: str | None
    visibility: str
    origin: str
    name: str


class TaskOut(Schema):
    id: str
    run: str
    position: int
    outputs: int
    status: str
    vendor_state: str
    progress: int | None
    vendor: str
    model: str
    params: dict[str, Any]
    failure: Failure | None
    credits: Credits
    created_at: datetime
    accepted_at: datetime | None
    finished_at: datetime | None
    cancellable: bool
    retry_of: str | None
    assets: list[AssetOut]


class RunOut(Schema):
    id: str
    status: str
    model: str
    prompt: str
    params: dict[str, Any]
    count: int
    project: str | None
    author: str
    visibility: str
    created_at: datetime
    credits: Credits
    tasks: list[TaskOut]


class QuoteLine(Schema):
    label: str
    credits: int


class QuoteOut(Schema):
    credits: int
    tasks: int
    available: int | None
    vendor: str
    lines: list[QuoteLine]


class RoleOut(Schema):
    role: str
    kind: str
    min: int
    max: int
    mimes: list[str]
    max_bytes: int | None
    max_seconds: int | None


class PromptLimits(Schema):
    min: int
    max: int


class OfferOut(Schema):
    vendor: str
    vendor_name: str
    demo: bool
    upstream: str
    params: dict[str, Any]
    roles: list[RoleOut]
    max_references: int | None
    prompt: PromptLimits
    outputs_per_call: int
    price: dict[str, Any]
    typical_s: float
    priority: int


class ModelOut(Schema):
    slug: str
    name: str
    kind: str
    blurb: str
    offers: list[OfferOut]
    form: list[dict[str, Any]]


class ProjectOut(Schema):
    id: str
    slug: str
    name: str
    visibility: str
    owner: str
    created_at: datetime


class PromptOut(Schema):
    id: str
    title: str
    text: str
    negative: str
    author: str
    project: str | None
    visibility: str
    created_at: datetime


class BalanceOut(Schema):
    """`available` and `allowance_left` are null where there is no limit."""

    available: int | None
    reserved: int
    allowance_left: int | None
    granted: int
    resets_at: datetime | None


class MeOut(Schema):
    id: str
    username: str
    name: str
    role: str
    credits: BalanceOut


class EntryOut(Schema):
    """`amount` is what the balance gained or lost, `reserved` what is held because of it."""

    id: str
    kind: str
    amount: int
    reserved: int
    charged: int
    task: str | None
    reason: str
    created_at: datetime


class TokenOut(Schema):
    id: str
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None


class NewTokenOut(TokenOut):
    """`token` is shown this once."""

    token: str
