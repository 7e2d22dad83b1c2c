"""A star on an asset, for whoever presses it alone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from studio import marks
from studio.models import Asset
from studio.views.shell import back, is_fragment, person


@require_POST
def favour(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A favourite; with `drop` no more."""
    viewer = person(request)
    asset = get_object_or_404(Asset.objects.for_user(viewer), pk=pk, trashed_at=None)
    marks.favour(asset, viewer, on=not request.POST.get("drop"))
    if is_fragment(request):
        return JsonResponse({"favourite": not request.POST.get("drop")})
    return back(request, reverse("asset", args=[pk]))
