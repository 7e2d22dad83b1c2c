"""One envelope for everything that goes wrong: `{"code", "message", "fields"}`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from providers.params import InvalidParams
from providers.said import said, said_many
from studio import pace, trash, uploads
from studio.credits.errors import InsufficientCredits
from studio.files import StorageTrouble
from studio.keyset import BadCursor
from studio.lifecycle import ask, create
from studio.middleware import API
from studio.spoken import spoken

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    code: str
    message: str
    fields: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """What an operation itself has against a request."""

    def __init__(
        self, status: int, code: str, message: str, fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.problem = Problem(status, code, message, fields or {})


# By status, for what comes from elsewhere: ninja, Django, a middleware.
GENERAL: dict[int, tuple[str, str]] = {
    400: ("malformed", said("The request cannot be read.")),
    401: ("unauthorized", said("Sign in, or send a token.")),
    403: ("forbidden", said("You may not do this.")),
    404: ("not_found", said("There is no such thing here.")),
    405: ("method_not_allowed", said("This address does not take that method.")),
    413: ("too_large", said("The request is too large.")),
    415: ("unsupported_type", said("This type is not accepted.")),
    429: ("rate_limited", said("Too many requests.")),
    503: ("unavailable", said("Not available just now.")),
}


def general(status: int) -> Problem:
    code, message = GENERAL.get(status, ("internal", said("Something went wrong on our side.")))
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return Problem(status, code, message, headers=headers)


def respond(problem: Problem) -> HttpResponse:
    """In the caller's language: a script's by Accept-Language, a person's as on the pages."""
    fields = {name: spoken(text) for name, text in problem.fields.items()}
    body = {"code": problem.code, "message": spoken(problem.message), "fields": fields}
    body |= problem.extra
    return JsonResponse(body, status=problem.status, headers=dict(problem.headers))


def invalid(fields: Mapping[str, str]) -> Problem:
    message = "; ".join(f"{name}: {spoken(text)}" for name, text in fields.items())
    return Problem(422, "invalid", message, fields)


def _invalid_params(error: InvalidParams) -> Problem:
    return invalid(error.problems)


def _validation(error: ValidationError) -> Problem:
    return invalid({_field(item["loc"]): _words(item) for item in error.errors})


def _field(loc: tuple[str | int, ...]) -> str:
    """(place, argument, field…) without what only the code knows."""
    named = loc[2:] if loc[0] == "body" else loc[1:]
    return ".".join(map(str, named or loc[:1]))


def _words(item: Mapping[str, Any]) -> str:
    if item["type"] == "missing":
        return said("is required")
    if item["type"] == "extra_forbidden":
        return said("is not a field of this request")
    text = str(item["msg"])
    return text[:1].lower() + text[1:]


def _credits(error: InsufficientCredits) -> Problem:
    numbers = {"needed": error.needed, "available": error.available}
    text = said_many(
        "This needs %(count)s credit; you have %(available)s.",
        "This needs %(count)s credits; you have %(available)s.",
        error.needed,
        available=error.available,
    )
    return Problem(402, "insufficient_credits", text, extra=numbers)


def _price_rose(error: create.PriceRose) -> Problem:
    numbers = {"quoted": error.quoted, "credits": error.credits}
    text = said_many(
        "The price is now %(count)s credit, not %(quoted)s.",
        "The price is now %(count)s credits, not %(quoted)s.",
        error.credits,
        quoted=error.quoted,
    )
    return Problem(409, "price_rose", text, extra=numbers)


def _too_fast(error: pace.TooFast) -> Problem:
    headers = {"Retry-After": str(error.retry_after)}
    return Problem(429, "rate_limited", said("You start runs too fast."), headers=headers)


def _http_error(error: HttpError) -> Problem:
    """Ninja wraps whatever went wrong while it read the body."""
    cause = error.__cause__
    reader = READERS.get(type(cause)) if isinstance(cause, Exception) else None
    if cause and reader:
        return reader(cause)
    if "CSRF" in str(error):
        return Problem(403, "csrf", said("The CSRF token is missing or wrong."))
    return general(error.status_code)


def _says(status: int, code: str, message: str) -> Callable[[Exception], Problem]:
    return lambda error: Problem(status, code, message)


READERS: dict[type[Exception], Callable[[Any], Problem]] = {
    Refusal: lambda error: error.problem,
    InvalidParams: _invalid_params,
    ValidationError: _validation,
    BadCursor: lambda error: invalid({"cursor": said("is not a cursor of this list")}),
    InsufficientCredits: _credits,
    create.PriceRose: _price_rose,
    create.IdempotencyConflict: _says(
        409, "idempotency_conflict", said("This Idempotency-Key came with another body before.")
    ),
    create.MayNotCreate: _says(403, "forbidden", said("You may not generate here.")),
    ask.NotCancellable: _says(409, "not_cancellable", said("It cannot be stopped any more.")),
    ask.NotRetryable: _says(
        409,
        "not_retryable",
        said("Only what failed or lacks a result can be made again, and once."),
    ),
    trash.NotYours: _says(403, "forbidden", said("Only its author or an admin may do this.")),
    uploads.MayNotUpload: _says(
        403, "forbidden", said("You may look and download, not add files.")
    ),
    uploads.TooLarge: _says(413, "too_large", said("The file is too large.")),
    uploads.UnknownType: _says(415, "unsupported_type", said("This type of file is not accepted.")),
    StorageTrouble: _says(503, "unavailable", said("The storage does not take files just now.")),
    pace.TooFast: _too_fast,
    HttpError: _http_error,
    AuthenticationError: lambda error: general(401),
    Http404: lambda error: general(404),
    RequestDataTooBig: lambda error: general(413),
    SuspiciousOperation: lambda error: general(400),
    BadRequest: lambda error: general(400),
    MultiPartParserError: lambda error: general(400),
    UnreadablePostError: lambda error: general(400),
}


def install(api: NinjaAPI) -> None:
    def handler(read: Callable[[Any], Problem]) -> Callable[[HttpRequest, Any], HttpResponse]:
        return lambda request, error: respond(read(error))

    for kind, read in READERS.items():
        api.add_exception_handler(kind, handler(read))
    api.add_exception_handler(Exception, _unforeseen)


def _unforeseen(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)  # type: ignore[arg-type]
    return respond(general(500))


class EnvelopeMiddleware:
    """Gives the envelope to whatever no operation answered: unknown addresses, methods, hosts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path.startswith(API):
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        enveloped = respond(general(response.status_code))
        if "Allow" in response:
            enveloped["Allow"] = response["Allow"]
        return enveloped
