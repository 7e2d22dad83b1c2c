from uuid import UUID

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Status

from providers.params import InvalidParams
from providers.said import said
from studio import history, serving, trash
from studio.api import shapes
from studio.api.access import READING, Request
from studio.api.pages import Paging
from studio.api.schemas import AssetOut, Listing
from studio.models import Asset

router = Router(tags=["Assets"])


class Filters(Paging):
    """The filters of History."""

    q: str = Field("", max_length=500, description="Words of the prompt")
    kind: str = ""
    by: str = Field("", description="`me`, or a user name")
    model: str = ""
    vendor: str = ""
    project: str = Field("", description="A slug, or `none`")
    since: str = Field("", alias="from", description="A date or a time")
    until: str = Field("", alias="to", description="A date, included, or a time")
    origin: str = Field("", description="`generated` (the default), `upload` or `any`")


@router.get("/assets", response=Listing[AssetOut])
def list_assets(request: Request, wanted: Query[Filters]) -> Listing[AssetOut]:
    filters = history.parse(wanted.model_dump(by_alias=True, exclude={"limit"}), request.user)
    if filters.ignored:
        raise InvalidParams(
            dict.fromkeys(filters.ignored, said("matches nothing that is known here"))
        )
    page = history.page(request.user, filters, wanted.cursor, wanted.limit)
    return Listing(items=shapes.assets_out(request, page.items), next=page.next or None)


@router.get("/assets/{uuid:asset_id}", response=AssetOut)
def get_asset(request: Request, asset_id: UUID) -> AssetOut:
    return _out(request, get_object_or_404(_rows(request).filter(trashed_at=None), pk=asset_id))


@router.api_operation(list(READING), "/assets/{uuid:asset_id}/file", url_name="asset-file")
def get_file(request: Request, asset_id: UUID) -> HttpResponseBase:
    """The file itself; takes Range, and `?download=1`."""
    return serving.original(request, request.user, asset_id)


@router.delete("/assets/{uuid:asset_id}", response={204: None})
def trash_asset(request: Request, asset_id: UUID) -> Status[None]:
    asset = get_object_or_404(_rows(request).filter(trashed_at=None), pk=asset_id)
    trash.discard(asset, request.user)
    return Status(204, None)


@router.post("/assets/{uuid:asset_id}/restore", response=AssetOut)
def restore_asset(request: Request, asset_id: UUID) -> AssetOut:
    asset = get_object_or_404(_rows(request), pk=asset_id)
    trash.restore(asset, request.user)
    return _out(request, asset)


# Last: it would take the addresses above for names of its own.
@router.api_operation(list(READING), "/assets/{uuid:asset_id}/{slug:name}")
def get_derivative(request: Request, asset_id: UUID, name: str) -> HttpResponseBase:
    """A smaller form: t240, t480, p1600, poster or hover."""
    return serving.derivative(request, request.user, asset_id, name)


def _rows(request: Request) -> QuerySet[Asset]:
    return Asset.objects.for_user(request.user).select_related(*history.RELATED)


def _out(request: Request, asset: Asset) -> AssetOut:
    return shapes.assets_out(request, [asset])[0]
