"""What the composer shows of models."""

from __future__ import annotations

from django import template

from studio import preferences
from studio.models import User
from studio.views.composer import model_shelf
from studio.views.composer.composing import Composer
from studio.views.composer.model_shelf import Shelf

register = template.Library()


@register.simple_tag
def shelf(composer: Composer, user: User) -> Shelf:
    return model_shelf.shelf(composer, user)


@register.simple_tag
def ask_above(user: User) -> int:
    return preferences.of(user).ask_above


@register.filter
def signed(number: int) -> str:
    """With its sign, as prices of options are shown."""
    return f"+{number}" if number > 0 else f"−{-number}"
