"""The columns that a comparison in the composer may have."""

from __future__ import annotations

from typing import Any

from django import template

from studio.models import User
from studio.views.composer.columns import Offered, offered
from studio.views.composer.composing import Composer

register = template.Library()


@register.simple_tag(takes_context=True)
def columns_offered(context: Any, composer: Composer) -> list[Offered]:
    """Other models, and vendors of this one; those are on that the form or the link named."""
    author = context["user"]
    if not isinstance(author, User):
        return []
    return offered(composer, context.get("columns", ()), author, context.get("adjusted", {}))


@register.filter
def own_is_on(columns: list[Offered]) -> bool:
    """Whether vendors of the form's own model stand in its place."""
    return any(column.is_on and column.is_own for column in columns)


@register.filter
def chosen(columns: list[Offered]) -> int:
    return sum(column.is_on for column in columns)
