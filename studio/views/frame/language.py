"""In which language a person reads: kept with the person, and in a cookie for the sign-in page."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from studio import preferences
from studio.models import User
from studio.views.shell import back

YEAR = 365 * 86400


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """`language` is a code of ours, or empty for the browser's; then back to `next`."""
    if request.method != "POST":
        return redirect("home")
    code = request.POST.get("language")
    if code != "" and code not in dict(settings.LANGUAGES):
        raise BadRequest("no such language")
    if isinstance(request.user, User):
        preferences.keep(request.user, {"language": code})
    return remember(back(request, reverse("home")), code)


def remember(answer: HttpResponse, code: str) -> HttpResponse:
    """In this browser, also after signing out."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=YEAR if code else 0,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return answer
