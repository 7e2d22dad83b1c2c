"""What several parts of one page ask for is read once, and forgotten with the request."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

P = ParamSpec("P")
T = TypeVar("T")
memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("memory", default=None)


def middleware(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def answer(request: HttpRequest) -> HttpResponseBase:
        before = memory.set({})
        try:
            return get_response(request)
        finally:
            memory.reset(before)

    return answer


def per_request(key: Callable[P, Hashable]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Remember by `key` of the arguments; outside a request nothing is remembered.

    Only for what a request reads and does not change.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def remembering(*args: P.args, **kwargs: P.kwargs) -> T:
            known = memory.get()
            if known is None:
                return function(*args, **kwargs)
            place = (function, key(*args, **kwargs))
            if place not in known:
                known[place] = function(*args, **kwargs)
            found: T = known[place]
            return found

        return remembering

    return decorate
