"""What every page shares: who asks, what they may spend, where they go next."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from studio import live
from studio.credits import statements
from studio.credits.statements import Balance
from studio.models import User
from studio.models.project import audiences

BALANCE = "_balance"  # once per request


def person(request: HttpRequest) -> User:
    """Who is signed in; the middleware lets nobody else through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def only_of(owner: User) -> PermissionDenied:
    """What may be seen but not changed: the page names who may."""
    words = {"name": owner.display_name}
    return PermissionDenied(_("Ask %(name)s (owner) or an admin for access.") % words)


def balance_of(request: HttpRequest) -> Balance:
    if BALANCE not in request.__dict__:
        request.__dict__[BALANCE] = statements.balances(person(request))
    found: Balance = request.__dict__[BALANCE]
    return found


def is_fragment(request: HttpRequest) -> bool:
    """A script asks for a part of the page, not a person for the whole."""
    return request.headers.get("HX-Request") == "true"


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    return redirect(way_back(request, otherwise))


def way_back(request: HttpRequest, otherwise: str) -> str:
    """To the page a form was on, if it is one of ours."""
    here = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        here, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return here if ours else otherwise


def events_since(request: HttpRequest, cursor: int) -> JsonResponse:
    """What the event stream would have said, for browsers that cannot keep one."""
    user = person(request)
    keys = audiences(user)
    viewer = live.Viewer(str(user.pk), None if keys is None else frozenset(keys))
    newest, changes = live.changes(min(cursor, 2**63 - 1))
    events = [
        {"kind": change.kind, "id": change.object_id}
        for change in changes
        if live.may_see(viewer, change)
    ]
    found = {"cursor": newest, "events": events, "more": len(changes) >= live.BATCH}
    answer = JsonResponse(found)
    answer["Cache-Control"] = "no-store"
    return answer
