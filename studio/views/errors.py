"""What a page says when it cannot be shown: gone, too fast, not just now, our own fault."""

from __future__ import annotations

import logging
import secrets
import sys
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from studio import pace, trash
from studio.files import StorageTrouble
from studio.middleware import API
from studio.models import Asset

log = logging.getLogger(__name__)
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another
AGAIN = 10  # seconds


class Gone(Exception):
    """It was there, for this person too, and lies in the trash."""

    def __init__(self, asset: Asset) -> None:
        super().__init__(str(asset.pk))
        self.asset = asset


class TroubleMiddleware:
    """Turns what a view could not answer into a page with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith(API):
            return None
        if isinstance(error, Gone):
            return render(request, "410.html", {"deleted": _gone(error.asset)}, status=410)
        if isinstance(error, pace.TooFast):
            return _later(render(request, "429.html", status=429), error.retry_after)
        if isinstance(error, StorageTrouble):
            log.error("%s %s: the storage fails", request.method, request.path, exc_info=error)
            return _unavailable(request)
        return None


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing can be relied on here, neither the database nor who is signed in."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return _unavailable(request)
    reference = new_reference()
    log.error("reference %s: %s %s failed", reference, request.method, request.path)
    answer = _alone("500.html", request, 500, reference=reference)
    answer["X-Reference"] = reference
    return answer


def _unavailable(request: HttpRequest) -> HttpResponse:
    return _later(_alone("503.html", request, 503))


def _alone(template: str, request: HttpRequest, status: int, **more: str) -> HttpResponse:
    """Drawn without the request: whatever a page asks for may be what fails."""
    context = {"studio_name": settings.SITE_NAME, "here": request.get_full_path()}
    return HttpResponse(render_to_string(template, context | more), status=status)


def new_reference() -> str:
    """Such as K7Q-2F9: short enough to be read out."""
    signs = [secrets.choice(SIGNS) for _place in range(6)]
    return f"{''.join(signs[:3])}-{''.join(signs[3:])}"


def _gone(asset: Asset) -> str:
    day = formats.date_format(timezone.localtime(asset.trashed_at), "MONTH_DAY_FORMAT")
    words = {"day": day, "name": trash.discarder(asset).display_name}
    if asset.kind == Asset.Kind.VIDEO:
        return _("This video was deleted on %(day)s by %(name)s.") % words
    return _("This picture was deleted on %(day)s by %(name)s.") % words


def _later(answer: HttpResponse, seconds: int = AGAIN) -> HttpResponse:
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer
