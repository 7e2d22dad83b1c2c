"""Where vendors call back. Nothing that they say is believed: it only makes us look."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from studio import hooks
from studio.lifecycle import hints

MOST = 64 * 1024


@csrf_exempt
@login_not_required
@require_POST
def callback(request: HttpRequest, attempt: UUID, token: str) -> HttpResponse:
    if not hooks.is_token(attempt, token):
        raise Http404
    body = request.read(MOST + 1)
    if len(body) > MOST:
        return HttpResponse(status=413)
    if not hints.called_back(attempt, body):
        raise Http404
    return HttpResponse("ok", content_type="text/plain")
