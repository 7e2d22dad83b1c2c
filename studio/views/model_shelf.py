"""The list that a model is picked from: recent ones first, what cannot be used with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio import model_health
from studio.choices import Choice
from studio.model_health import Health
from studio.models import User
from studio.views import pickers


@dataclass(frozen=True, slots=True)
class Row:
    choice: Choice
    health: Health

    @property
    def badges(self) -> list[str]:
        """What tells it apart, in a word or two each."""
        choice, found = self.choice, []
        if most := choice.most_references:
            found.append(ngettext("%(count)s ref", "%(count)s refs", most) % {"count": most})
        if choice.is_large:
            found.append(_("4K"))
        if choice.has_sound:
            found.append(_("Sound"))
        if choice.longest:
            found.append(_("%(seconds)s s") % {"seconds": choice.longest})
        return found

    @property
    def state(self) -> str:
        """Only where something is wrong."""
        words = {"slow": _("Slow"), "down": _("Down"), "off": _("Down")}
        return words.get(self.health.state, "")

    @property
    def reason(self) -> str:
        """Why it does not work, as far as members may know it."""
        if self.health.state not in ("down", "off"):
            return ""
        if self.health.since:
            at = formats.time_format(timezone.localtime(self.health.since), "H:i")
            return _("Down since %(time)s — usually back within an hour") % {"time": at}
        return _("Not answering now")


@dataclass(frozen=True, slots=True)
class Shelf:
    recent: Sequence[Row]
    every: Sequence[Row]
    spare: Choice | None  # stands in where the chosen model does not answer
    current: Row


def shelf(chosen: Choice, found: Sequence[Choice], user: User) -> Shelf:
    health = model_health.of_models()
    rows = {
        choice.model.slug: Row(choice, model_health.of_model(health, choice.model.pk))
        for choice in found
    }
    recent = [rows[slug] for slug in pickers.recent(user) if slug in rows]
    current = rows[chosen.model.slug]
    every = list(rows.values())
    return Shelf(recent, every, _spare(current, every), current)


def _spare(current: Row, rows: Sequence[Row]) -> Choice | None:
    if current.health.state not in ("down", "off"):
        return None
    return next((row.choice for row in rows if _stands_in(row, current)), None)


def _stands_in(row: Row, current: Row) -> bool:
    return row.choice.model.kind == current.choice.model.kind and row.health.state == "ok"
