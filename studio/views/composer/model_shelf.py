"""The list that a model is picked from: recent ones first, what cannot be used with its reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio import model_health
from studio.choices import Choice
from studio.model_health import Health
from studio.models import User
from studio.views import pickers
from studio.views.composer.composing import Composer


@dataclass(frozen=True, slots=True)
class Row:
    choice: Choice
    health: Health
    given: Collection[str] = ()  # kinds of the references in the form

    @property
    def needs(self) -> str:
        """What has to be added before it can make anything."""
        words = {
            "image": _("Needs a picture as a reference"),
            "video": _("Needs a video reference"),
            "audio": _("Needs a sound reference"),
        }
        missing = self.choice.needs - set(self.given)
        return next((words[kind] for kind in words if kind in missing), "")

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
    current: Row


def shelf(composer: Composer, user: User) -> Shelf:
    rows = _rows(composer.choices, {slot.asset.kind for slot in composer.slots})
    recent = [rows[slug] for slug in pickers.recent(user) if slug in rows]
    return Shelf(recent, list(rows.values()), rows[composer.choice.model.slug])


def spare(chosen: Choice, found: Sequence[Choice]) -> Choice | None:
    """What can stand in for a model that does not answer."""
    rows = _rows(found)
    if rows[chosen.model.slug].health.state not in ("down", "off"):
        return None
    alike = (row for row in rows.values() if row.choice.model.kind == chosen.model.kind)
    return next((row.choice for row in alike if row.health.state == "ok"), None)


def _rows(found: Sequence[Choice], given: Collection[str] = ()) -> dict[str, Row]:
    health = model_health.of_models()
    return {
        choice.model.slug: Row(choice, model_health.of_model(health, choice.model.pk), given)
        for choice in found
    }
