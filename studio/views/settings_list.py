"""A run's settings as a list a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from studio.carried import PREFIX
from studio.labels import label_of, option_of
from studio.models import Asset, Run


def settings_of_run(run: Run, params: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """(label, value) of every setting; `params` are a task's, with what was really sent."""
    values = run.params if params is None else params
    named = [(label_of(name), _value(name, value)) for name, value in values.items()]
    return [(_("Model"), run.model.name), *named, (_("Count"), str(run.count))]


@dataclass(frozen=True, slots=True)
class Setting:
    """`part` names it where it can be used again by itself."""

    label: str
    value: str
    part: str = ""


def settings_of_asset(asset: Asset) -> list[Setting]:
    """What was really sent for this result, and what came of it. Needs its run and its task."""
    if asset.run is None or asset.task is None:
        return []
    sent = asset.task.params
    named = [
        Setting(label_of(name), _got(asset, name, value), PREFIX + name)
        for name, value in sent.items()
    ]
    seed = [] if "seed" in sent else [Setting(label_of("seed"), _("not reported"))]
    model = Setting(_("Model"), asset.run.model.name, "model")
    return [model, *named, *seed, Setting(_("Count"), str(asset.run.count), "count")]


def _got(asset: Asset, name: str, value: Any) -> str:
    if name not in ("size", "resolution") or not asset.width:
        return _value(name, value)
    words = {"asked": _value(name, value), "got": f"{asset.width} × {asset.height}"}
    return _("%(asked)s → %(got)s") % words


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("On") if value else _("Off")
    return _("%(seconds)s s") % {"seconds": value} if name == "duration" else option_of(str(value))
