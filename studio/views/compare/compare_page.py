"""Compare: two to four results, in step."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from studio.models import Asset
from studio.views.compare import comparing
from studio.views.composer.composing import as_uuid
from studio.views.shell import person


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    viewer = person(request)
    if run := as_uuid(request.GET.get("run", "")):
        return redirect(comparing.address(comparing.first_of_run(viewer, run)))
    words = request.GET.get("ids", "").split(",")[: comparing.MOST * 4]
    keys = list(dict.fromkeys(pk for word in words if (pk := as_uuid(word.strip()))))
    found = comparing.load(viewer, keys[: comparing.MOST])
    mode = comparing.mode_of(request.GET.get("mode", ""), found)
    ground = request.GET.get("bg", "")
    ground = ground if ground in comparing.GROUNDS else ""
    only = request.GET.get("only") == "differences"
    rows = comparing.rows(found)
    context = {
        "items": comparing.items(found, mode, ground, viewer),
        "mode": mode,
        "modes": _modes(found, mode, ground),
        "ground": ground,
        "grounds": _grounds(found, mode, ground),
        "here": request.get_full_path(),
        "rows": [row for row in rows if row.differs] if only else rows,
        "only": only,
        "missing": len(keys[: comparing.MOST]) - len(found),
        "is_video": bool(found) and all(asset.kind == "video" for asset in found),
        "ids": ",".join(str(asset.pk) for asset in found),
    }
    return render(request, "studio/compare.html", context)


def _modes(assets: Sequence[Asset], mode: str, ground: str) -> list[tuple[str, str, bool]]:
    """(name, address, is it on) of those that can show these."""
    keys = [asset.pk for asset in assets]
    fitting = [name for name in comparing.MODES if comparing.mode_of(name, assets) == name]
    return [(name, comparing.address(keys, name, ground), name == mode) for name in fitting]


def _grounds(assets: Sequence[Asset], mode: str, ground: str) -> list[tuple[str, str, bool]]:
    """The same of the backgrounds; the one that is on leads back to none."""
    keys = [asset.pk for asset in assets]
    return [
        (name, comparing.address(keys, mode, "" if name == ground else name), name == ground)
        for name in comparing.GROUNDS
    ]
