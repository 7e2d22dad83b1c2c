"""What stands in the composer beside its fields: presets, the kept draft, prompts used before."""

from __future__ import annotations

from django import template

from studio import drafts, preferences, presets, starters
from studio.models import Preset, User
from studio.starters import Card
from studio.views.composer.composing import Composer

register = template.Library()


@register.simple_tag
def presets_of(user: User, kind: str) -> list[Preset]:
    return presets.shown(user, kind)


@register.simple_tag
def version_of_draft(user: User, kind: str) -> str:
    """Which draft the server has, so that a later one is not written over."""
    return drafts.version_of(drafts.last(user, kind))


@register.simple_tag
def enter_of(user: User) -> str:
    """What the Enter key does: `generate` or `newline`."""
    return preferences.of(user).enter


@register.simple_tag
def starter_cards(composer: Composer) -> list[Card]:
    return starters.cards(composer.choices)
