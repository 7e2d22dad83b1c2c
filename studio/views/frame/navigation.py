"""Where one can go: the rail, the tab bar, the sheet behind More and the palette, from one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from studio.models import User


@dataclass(frozen=True, slots=True)
class Page:
    """`also` are the routes that belong to the page; `tab`: it has a place in the tab bar."""

    route: str
    label: str | Promise
    icon: str
    also: tuple[str, ...] = ()
    tab: bool = False
    foot: bool = False
    admins: bool = False

    @property
    def address(self) -> str:
        return reverse(self.route)

    @property
    def exists(self) -> bool:
        try:
            return bool(self.address)
        except NoReverseMatch:
            return False


PAGES: Sequence[Page] = (
    Page("studio", _("Create"), "create", ("run", "batch", "batch_table"), tab=True),
    Page("history", _("History"), "history", ("asset",), tab=True),
    Page("queue", _("Queue"), "queue", tab=True),
    Page("compare", _("Compare"), "compare"),
    Page("usage", _("Usage"), "usage"),
    Page("help", _("Help"), "help", foot=True),
    Page("admin:index", _("Manage"), "manage", foot=True, admins=True),
)


def pages(user: User) -> list[Page]:
    """Those that there are for this person."""
    return [page for page in PAGES if page.exists and (user.is_staff or not page.admins)]
