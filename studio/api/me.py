from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from studio import keyset
from studio.api.access import Request, session_only
from studio.api.bodies import TokenBody
from studio.api.pages import Paging
from studio.api.schemas import BalanceOut, EntryOut, Listing, MeOut, NewTokenOut, TokenOut
from studio.credits import statements
from studio.credits.models import Entry
from studio.models import ApiToken

router = Router(tags=["Me"])


@router.get("/me", response=MeOut)
def get_me(request: Request) -> MeOut:
    user = request.user
    return MeOut(
        id=str(user.pk),
        username=user.username,
        name=user.display_name,
        role=user.role,
        credits=BalanceOut(**asdict(statements.balances(user))),
    )


@router.get("/me/entries", response=Listing[EntryOut])
def list_entries(request: Request, paging: Query[Paging]) -> Listing[EntryOut]:
    """Every move of one's credits."""
    rows = Entry.objects.filter(account__user=request.user)
    page = keyset.page_by_id(rows, paging.cursor, paging.limit)
    return Listing(items=[_entry(row) for row in page.items], next=page.next or None)


@router.get("/me/tokens", response=Listing[TokenOut])
def list_tokens(request: Request, paging: Query[Paging]) -> Listing[TokenOut]:
    rows = ApiToken.objects.filter(user=request.user, revoked_at=None)
    page = keyset.page(rows, paging.cursor, paging.limit)
    return Listing(items=[TokenOut(**_token(row)) for row in page.items], next=page.next or None)


@router.post("/me/tokens", response={201: NewTokenOut})
def create_token(request: Request, body: TokenBody) -> Status[NewTokenOut]:
    """The token's text is in this answer and nowhere else."""
    session_only(request)
    token, text = ApiToken.objects.issue(request.user, body.name, sorted(set(body.scopes)))
    return Status(201, NewTokenOut(**_token(token), token=text))


@router.delete("/me/tokens/{uuid:token_id}", response={204: None})
def revoke_token(request: Request, token_id: UUID) -> Status[None]:
    mine = ApiToken.objects.filter(user=request.user, revoked_at=None)
    get_object_or_404(mine, pk=token_id).revoke()
    return Status(204, None)


def _entry(entry: Entry) -> EntryOut:
    return EntryOut(
        id=str(entry.pk),
        kind=entry.kind,
        amount=entry.d_allowance + entry.d_granted,
        reserved=entry.d_reserved,
        charged=entry.charged,
        task=str(entry.reference) if entry.reference else None,
        reason=entry.reason,
        created_at=entry.created_at,
    )


def _token(token: ApiToken) -> dict[str, Any]:
    return {
        "id": str(token.pk),
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes,
        "created_at": token.created_at,
        "last_used_at": token.last_used_at,
    }
