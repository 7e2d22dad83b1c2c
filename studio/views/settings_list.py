"""A run's settings as a list a person can read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from studio.labels import label_of, option_of
from studio.models import Run


def settings_of_run(run: Run, params: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """(label, value) of every setting; `params` are a task's, with what was really sent."""
    values = run.params if params is None else params
    named = [(label_of(name), _value(name, value)) for name, value in values.items()]
    return [(_("Model"), run.model.name), *named, (_("Count"), str(run.count))]


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("On") if value else _("Off")
    return _("%(seconds)s s") % {"seconds": value} if name == "duration" else option_of(str(value))
