"""Who is asking: a session for pages, a token or a session for the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from studio import preferences
from studio.models import ApiToken, User
from studio.preferences import Preferences

API = "/api/"


class ApiTokenMiddleware:
    """`Authorization: Bearer …` on the API signs the token's person in for this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if request.path.startswith(API) and scheme.lower() == "bearer":
            self._sign_in(request, text.strip())
        return self.get_response(request)

    def _sign_in(self, request: HttpRequest, text: str) -> None:
        from django.contrib.auth.models import AnonymousUser

        token = ApiToken.objects.find(text) if text else None
        request.user = token.user if token else AnonymousUser()
        request.api_token = token  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = token is not None  # type: ignore[attr-defined]
        if token:
            _note_use(token)


def _note_use(token: ApiToken) -> None:
    """At most once a minute: a busy script must not write on every request."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


class LanguageMiddleware:
    """The language a person chose wins over the cookie and what the browser asks for.

    A script with a token reads what it asks for, whatever its owner likes to read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if code := _preferred(request).language:
            translation.activate(code)
            request.LANGUAGE_CODE = code
        return self.get_response(request)


class TimeZoneMiddleware:
    """Days and hours are those of the person's own clock, where one was chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = _preferred(request).time_zone
        with timezone.override(ZoneInfo(name) if name else None):
            return self.get_response(request)


def _preferred(request: HttpRequest) -> Preferences:
    """A script's owner has chosen for the pages, not for the script."""
    if getattr(request, "api_token", None) or not isinstance(request.user, User):
        return Preferences()
    return preferences.of(request.user)


class PageLoginMiddleware(LoginRequiredMiddleware):
    """Every page asks for a sign-in unless it says otherwise; the API answers by itself."""

    def process_view(self, request, view_func, view_args, view_kwargs):  # type: ignore[no-untyped-def]
        if request.path.startswith(API):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
