"""Compare: two to four results, in step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from studio.models import Asset
from studio.views.compare import comparing
from studio.views.compare.comparing import DIFFERENCES, GROUNDS, View, address
from studio.views.composer.composing import as_uuid
from studio.views.runs.shapes import ratio_of
from studio.views.shell import person


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    viewer = person(request)
    if run := as_uuid(request.GET.get("run", "")):
        return redirect(address(comparing.first_of_run(viewer, run)))
    words = request.GET.get("ids", "").split(",")[: comparing.MOST * 4]
    keys = list(dict.fromkeys(pk for word in words if (pk := as_uuid(word.strip()))))
    found = comparing.load(viewer, keys[: comparing.MOST])
    view = _view(request, found)
    shown = [asset.pk for asset in found]
    rows = comparing.rows(found)
    context = {
        "items": comparing.items(found, view, viewer),
        "mode": view.mode,
        "modes": _modes(found, view),
        "ground": view.ground,
        "grounds": _grounds(shown, view),
        "here": request.get_full_path(),
        "rows": [row for row in rows if row.differs] if view.only else rows,
        "only": view.only,
        "only_address": address(shown, replace(view, only="" if view.only else DIFFERENCES)),
        "widest": max(map(ratio_of, found), default=0),
        "missing": len(keys[: comparing.MOST]) - len(found),
        "is_video": bool(found) and all(asset.kind == "video" for asset in found),
        "ids": ",".join(map(str, shown)),
    }
    return render(request, "studio/compare.html", context)


def _view(request: HttpRequest, assets: Sequence[Asset]) -> View:
    mode = comparing.mode_of(request.GET.get("mode", ""), assets)
    ground, only = request.GET.get("bg", ""), request.GET.get("only", "")
    return View(
        mode, ground if ground in GROUNDS else "", DIFFERENCES if only == DIFFERENCES else ""
    )


def _modes(assets: Sequence[Asset], view: View) -> list[tuple[str, str, bool]]:
    """(name, address, is it on) of those that can show these."""
    keys = [asset.pk for asset in assets]
    fitting = [name for name in comparing.MODES if comparing.mode_of(name, assets) == name]
    return [(name, address(keys, replace(view, mode=name)), name == view.mode) for name in fitting]


def _grounds(keys: Sequence[UUID], view: View) -> list[tuple[str, str, bool]]:
    """The same of the backgrounds; the one that is on leads back to none."""
    found = [(name, name == view.ground) for name in GROUNDS]
    return [
        (name, address(keys, replace(view, ground="" if is_on else name)), is_on)
        for name, is_on in found
    ]
