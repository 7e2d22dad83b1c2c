from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import HeaderEx, P, Query, Router, Status

from studio import keyset, pace
from studio.api import shapes
from studio.api.access import Request
from studio.api.bodies import RunBody
from studio.api.orders import order_of
from studio.api.pages import Paging
from studio.api.schemas import Listing, QuoteLine, QuoteOut, RunOut
from studio.credits import statements
from studio.lifecycle import create

router = Router(tags=["Runs"])
Key = HeaderEx[str, P(alias="Idempotency-Key", max_length=200)]


@router.post("/runs", response={201: RunOut})
def create_run(request: Request, body: RunBody, key: Key = "") -> Status[RunOut]:
    """Reserve the credits and start; a repeated Idempotency-Key gives the first answer again."""
    digest = create.digest(body.model_dump(mode="json"))
    run = create.earlier(request.user, key, digest)
    if run is None:
        pace.check(request.user)
        run = create.create_run(order_of(request.user, body, key, digest))
    return Status(201, _one(request, run.pk))


@router.get("/runs", response=Listing[RunOut])
def list_runs(request: Request, paging: Query[Paging]) -> Listing[RunOut]:
    page = keyset.page_of_joined(shapes.run_rows(request.user), paging.cursor, paging.limit)
    return Listing(items=shapes.runs_out(request, page.items), next=page.next or None)


@router.get("/runs/{uuid:run_id}", response=RunOut)
def get_run(request: Request, run_id: UUID) -> RunOut:
    return _one(request, run_id)


@router.post("/quote", response=QuoteOut)
def quote(request: Request, body: RunBody) -> QuoteOut:
    """What a run would cost, and who would make it; nothing is reserved."""
    plan = create.plan(order_of(request.user, body))
    return QuoteOut(
        credits=plan.credits,
        tasks=len(plan.parts),
        available=statements.balances(request.user).available,
        vendor=plan.candidate.offer.vendor.slug,
        lines=[QuoteLine(label=line.label, credits=line.credits) for line in plan.lines],
    )


def _one(request: Request, run_id: UUID) -> RunOut:
    run = get_object_or_404(shapes.run_rows(request.user), pk=run_id)
    return shapes.runs_out(request, [run])[0]
