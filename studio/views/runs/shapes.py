"""The shape of a tile, known before there is a picture."""

from __future__ import annotations

from studio.models import Asset, Task, TaskReference

NARROWEST, WIDEST = 30, 360  # of the ratio classes
BY_KIND = {"image": 100, "video": 178}


def ratio_of(asset: Asset) -> int:
    return clamp(asset.width or 0, asset.height or 0) or BY_KIND.get(asset.kind, 100)


def asked_ratio(task: Task) -> int:
    """The shape that was asked for, or the first picture's that was given; 0 if neither is known."""
    for name, sign in (("aspect_ratio", ":"), ("size", "x")):
        wide, _sign, high = str(task.params.get(name, "")).partition(sign)
        if wide.isdigit() and high.isdigit() and (found := clamp(int(wide), int(high))):
            return found
    return next((found for found in map(_of_reference, task.references.all()) if found), 0)


def _of_reference(reference: TaskReference) -> int:
    return clamp(reference.asset.width or 0, reference.asset.height or 0)


def ratio_for(task: Task, kind: str, asset: Asset | None) -> int:
    """Asked before made: a tile keeps its shape, whatever the vendor returned."""
    return asked_ratio(task) or (ratio_of(asset) if asset else BY_KIND.get(kind, 100))


def clamp(width: int, height: int) -> int:
    """The number of the ratio class, 0 where there is no shape."""
    if not width or not height:
        return 0
    return min(max(round(100 * width / height), NARROWEST), WIDEST)
