"""Who may ask: nobody, unless a token or a session says so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from providers.said import said
from studio.api.errors import Refusal
from studio.models import ApiToken, User

READING = ("GET", "HEAD")
OVERHEAD = 1_000_000  # bytes of a multipart body that are not the file


class Request(HttpRequest):
    """What an operation gets: somebody is signed in."""

    user: User
    api_token: ApiToken | None


class TokenAccess(HttpBearer):
    """`Authorization: Bearer …`; the middleware found whose it is."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found: ApiToken | None = getattr(request, "api_token", None)
        if found is None:
            return None
        needed = "read" if request.method in READING else "write"
        if needed not in found.scopes:
            raise Refusal(403, "forbidden", said("This token may not %(what)s.", what=needed))
        _check_length(request)
        return found.user


class SessionAccess(APIKeyCookie):
    """The browser's session, with the CSRF token on whatever changes something."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        # First of all, so that a stranger's body is not even read for a CSRF token.
        if hasattr(request, "api_token") or not request.user.is_authenticated:
            return None
        _check_length(request)
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user


def session_only(request: Request) -> None:
    """A token that leaked must not make itself successors."""
    if getattr(request, "api_token", None):
        raise Refusal(403, "forbidden", said("Sign in to do this; a token is not enough."))


def _check_length(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if int(length) > settings.UPLOAD_MAX_BYTES + OVERHEAD:
        raise Refusal(413, "too_large", said("The request is too large."))
