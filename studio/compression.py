"""Pages and answers are sent compressed; files and streams go out as they are."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORDS = ("text/html", "application/json")


class CompressMiddleware(GZipMiddleware):
    """Django's own, which hides the length of what it sends, for our words alone.

    A file may be asked for in parts, and pictures and zips hold no air; an event must not wait.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(WORDS):
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        return answer
