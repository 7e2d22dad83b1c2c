from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from studio import readiness
from studio.models import User


@login_not_required
@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers; says nothing about anything else."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """503 when the database, the migrations or the storage fail; details are for admins."""
    problems = readiness.problems()
    body: dict[str, Any] = {"status": "failing" if problems else "ok"}
    if "database" not in problems:
        body |= _workers(request)
    if problems and _is_admin(request, problems):
        body["problems"] = problems
    return JsonResponse(body, status=503 if problems else 200)


def _workers(request: HttpRequest) -> dict[str, Any]:
    age = readiness.worker_age()
    worker = "silent" if readiness.is_silent(age) else "ok"
    body: dict[str, Any] = {"worker": worker, "worker_age": age}
    if _is_admin(request, {}):
        body["workers"] = readiness.worker_ages()
    return body


def _is_admin(request: HttpRequest, problems: dict[str, str]) -> bool:
    if "database" in problems:
        return False  # who asks cannot be told without it
    return isinstance(request.user, User) and request.user.is_admin
