"""A reference cropped or trimmed: what is kept becomes a file of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from studio import cuts, files
from studio.media import MediaError
from studio.models import Asset, User
from studio.spoken import sentence
from studio.views.shell import is_fragment, person

SHAPES = ("1:1", "4:3", "3:2", "16:9", "21:9", "3:4", "2:3", "9:16")
MOMENT = re.compile(r"(?:(\d{1,3}):)?(\d{1,5}(?:[.,]\d{1,3})?)", re.ASCII)
SIDES = ("left", "top", "width", "height")


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def cut(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What to keep of a file; posted, the file that holds just that."""
    author = person(request)
    asset = get_object_or_404(Asset.objects.for_user(author).filter(trashed_at=None), pk=pk)
    if not author.may_generate:
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, asset)
    made = _cut(author, asset, request.POST)
    if isinstance(made, str):
        if is_fragment(request):
            return JsonResponse({"message": made}, status=422)
        return _page(request, asset, made)
    if is_fragment(request):
        return JsonResponse({"asset": str(made.pk)}, status=201)
    return redirect(f"{reverse('studio')}?ref={made.pk}")


def _cut(author: User, asset: Asset, fields: QueryDict) -> Asset | str:
    """The part, or why there is none."""
    try:
        return cuts.cut(author, asset, _part(asset, fields))
    except cuts.NoPart:
        return _("Choose a part that lies within it.")
    except MediaError as error:
        return sentence(error.message)
    except files.StorageTrouble:
        return _("The storage does not answer. Try again.")


def _part(asset: Asset, fields: QueryDict) -> Sequence[float]:
    """As `cuts.cut` takes it. Raises NoPart."""
    if asset.kind != Asset.Kind.IMAGE:
        return moment(fields.get("start", "")), moment(fields.get("end", ""))
    left, top, width, height = (_pixels(fields.get(name, "")) for name in SIDES)
    wide, high = asset.width or 1, asset.height or 1
    return left / wide, top / high, (left + width) / wide, (top + height) / high


def _pixels(word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 6):
        raise cuts.NoPart
    return int(word)


def moment(word: str) -> float:
    """`1:02.5` or `62.5` in seconds. Raises NoPart."""
    match = MOMENT.fullmatch(word.strip())
    if match is None:
        raise cuts.NoPart
    return int(match[1] or 0) * 60 + float(match[2].replace(",", "."))


def _page(request: HttpRequest, asset: Asset, problem: str = "") -> HttpResponse:
    query = request.GET
    most = query.get("most", "")
    context: dict[str, Any] = {
        "asset": asset,
        "problem": problem,
        "shapes": SHAPES,
        "shape": query.get("shape", ""),
        "most": int(most) if most.isascii() and most.isdigit() and len(most) < 5 else 0,
    }
    part = "studio/_cut.html" if is_fragment(request) else "studio/cut.html"
    return render(request, part, context, status=422 if problem else 200)
