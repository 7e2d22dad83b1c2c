from typing import Any

from django.db.models import Prefetch
from ninja import Router

from providers.catalog import ModelSpec
from studio import catalog
from studio.api.access import Request
from studio.api.schemas import ModelOut, OfferOut, PromptLimits, RoleOut
from studio.models import GenerationModel, Offer

router = Router(tags=["Models"])


@router.get("/models", response=list[ModelOut])
def list_models(request: Request) -> list[ModelOut]:
    """What can be made here, by whom and at what price."""
    on = Offer.objects.filter(enabled=True, vendor__enabled=True).select_related("vendor")
    offers = Prefetch("offers", on.order_by("priority", "created_at"))
    rows = GenerationModel.objects.filter(enabled=True).prefetch_related(offers)
    return [_model(row, found) for row in rows if (found := _known(row))]


def _known(model: GenerationModel) -> list[tuple[Offer, ModelSpec]]:
    """Without offers of a spec that a newer version no longer has."""
    known = filter(catalog.is_known, model.offers.all())
    return [(offer, catalog.spec_of(offer)) for offer in known]


def _model(model: GenerationModel, offers: list[tuple[Offer, ModelSpec]]) -> ModelOut:
    real = [spec for offer, spec in offers if not offer.vendor.is_demo]
    return ModelOut(
        slug=model.slug,
        name=model.name,
        kind=model.kind,
        blurb=model.blurb,
        offers=[_offer(offer, spec) for offer, spec in offers],
        form=catalog.params_of(real or [spec for _, spec in offers]),
    )


def _offer(offer: Offer, spec: ModelSpec) -> OfferOut:
    return OfferOut(
        vendor=offer.vendor.slug,
        vendor_name=offer.vendor.name,
        demo=offer.vendor.is_demo,
        upstream=offer.upstream,
        params=_schema(spec),
        roles=[RoleOut(**role) for role in catalog.roles_of(spec)],
        max_references=spec.max_references,
        prompt=PromptLimits(min=spec.prompt_min, max=spec.prompt_max),
        outputs_per_call=spec.outputs,
        price={"unit": "image", "credits": 0, "surcharge": {}} | offer.price,
        typical_s=spec.typical,
        priority=offer.priority,
    )


def _schema(spec: ModelSpec) -> dict[str, Any]:
    """JSON Schema of `params`."""
    return {
        "type": "object",
        "properties": {param.name: _property(param.name, spec) for param in spec.params},
        "additionalProperties": False,
    }


def _property(name: str, spec: ModelSpec) -> dict[str, Any]:
    param = spec.param(name)
    if param is None:
        return {}
    known = {"title": param.title, "description": param.help, "default": param.default}
    return param.schema() | {key: value for key, value in known.items() if value not in (None, "")}
