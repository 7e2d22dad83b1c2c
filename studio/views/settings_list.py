"""A run's settings as a list a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from providers.catalog import ModelSpec
from studio.carried import IDLE, PREFIX
from studio.form_document import text_of
from studio.labels import label_of, option_of
from studio.models import Asset, Run

SHOWN = ("size", "resolution", "aspect_ratio")  # in one line, also where nobody chose them
UNSHOWN = ("seed",)  # too long for a line; the run's page has it


def line_of_run(run: Run, spec: ModelSpec | None) -> list[str]:
    """The values alone, for one line. `spec` says what was left to the model."""
    usual = {name: param.default for name in SHOWN if spec and (param := spec.param(name))}
    left = {name: word for name, word in usual.items() if text_of(word) not in IDLE}
    values = {name: word for name, word in (left | run.params).items() if name not in UNSHOWN}
    return [_brief(name, value) for name, value in values.items()]


def _brief(name: str, value: Any) -> str:
    if text_of(value) == "true":
        return label_of(name)
    if text_of(value) == "false":
        return _("%(label)s: off") % {"label": label_of(name)}
    return _value(name, value)


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
    if (word := text_of(value)) in ("true", "false"):
        return _("On") if word == "true" else _("Off")
    return _("%(seconds)s s") % {"seconds": value} if name == "duration" else option_of(word)
