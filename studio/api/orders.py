"""A request's body as an order: every name looked up, as far as the person may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from providers.params import InvalidParams
from providers.said import said
from studio.api.bodies import ReferenceBody, RunBody
from studio.lifecycle.create import Order, check_vendor
from studio.models import Asset, GenerationModel, Project, User

DERIVED = {"mode": said("is worked out from the references")}


def order_of(user: User, body: RunBody, key: str = "", digest: str = "") -> Order:
    """Raises InvalidParams."""
    params = {name: value for name, value in body.params.items() if value not in (None, "")}
    if wrong := {name: text for name, text in DERIVED.items() if name in params}:
        raise InvalidParams(wrong)
    check_vendor(user, body.vendor or "")
    return Order(
        author=user,
        model=_model(body.model),
        prompt=body.prompt,
        count=_count(body.count, params.pop("count", None)),
        params=params,
        references=_references(user, body.references),
        vendor=body.vendor or "",
        project=project_of(user, body.project),
        visibility=body.visibility,
        quoted=body.quoted,
        idempotency_key=key,
        body_digest=digest,
    )


def project_of(user: User, slug: str | None) -> Project | None:
    if slug is None:
        return None
    found = Project.objects.for_user(user).filter(slug=slug).first()
    if found is None:
        raise InvalidParams({"project": said("there is no such project")})
    return found


def _model(slug: str) -> GenerationModel:
    found = GenerationModel.objects.filter(slug=slug).first()
    if found is None:
        raise InvalidParams({"model": said("there is no such model")})
    return found


def _count(outside: int | None, inside: Any) -> int:
    """`count` may stand beside the params or among them, but must be one number."""
    if inside is not None and (isinstance(inside, bool) or not isinstance(inside, int)):
        raise InvalidParams({"count": said("must be a whole number")})
    if outside is not None and inside is not None and outside != inside:
        raise InvalidParams(
            {
                "count": said(
                    "is %(outside)s, but %(inside)s in params", outside=outside, inside=inside
                )
            }
        )
    given = outside if outside is not None else inside
    return 1 if given is None else given


def _references(user: User, wanted: list[ReferenceBody]) -> list[tuple[Asset, str]]:
    ids = [_id(item.asset) for item in wanted]
    known = [pk for pk in ids if pk]
    found = Asset.objects.for_user(user).filter(trashed_at=None).in_bulk(known) if known else {}
    pairs = []
    for number, (item, pk) in enumerate(zip(wanted, ids, strict=True), 1):
        asset = found.get(pk) if pk else None
        if asset is None:
            raise InvalidParams(
                {"references": said("reference %(index)s: there is no such file", index=number)}
            )
        pairs.append((asset, item.role or asset.kind))
    return pairs


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
