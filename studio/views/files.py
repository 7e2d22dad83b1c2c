from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from studio import serving
from studio.models import User


@require_safe
def original(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    return serving.original(request, cast(User, request.user), asset_id)


@require_safe
def derivative(request: HttpRequest, asset_id: UUID, name: str) -> HttpResponseBase:
    return serving.derivative(request, cast(User, request.user), asset_id, name)


@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    return serving.preview(cast(User, request.user), pk)
