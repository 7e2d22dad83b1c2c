"""The commands of the palette: what can be done, where one can go, which models there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from studio import shortcuts
from studio.models import Run, User
from studio.views import pickers
from studio.views.frame import navigation

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Command:
    """A link; with `press` a script does it without going there."""

    id: str
    label: Text
    address: str
    icon: str
    press: str = ""
    keys: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    label: Text
    commands: Sequence[Command]


def of(user: User, query: str = "") -> list[Group]:
    """Every command of this person that `query` fits, in groups without empty ones."""
    groups = [
        Group("actions", _("Actions"), _actions(user)),
        Group("pages", _("Pages"), _pages(user)),
        Group("models", _("Models"), _models(user)),
    ]
    if query.startswith(">"):
        groups, query = groups[:1], query[1:].strip()
    fitting = [Group(item.name, item.label, _fitting(item, query)) for item in groups]
    return [item for item in fitting if item.commands]


def _fitting(group: Group, query: str) -> list[Command]:
    words = query.lower().split()
    return [item for item in group.commands if all(w in str(item.label).lower() for w in words)]


def _actions(user: User) -> list[Command]:
    create, options, home = reverse("studio"), reverse("settings"), reverse("help")
    last = (
        Run.objects.filter(author=user).order_by("-created_at").values_list("pk", flat=True).first()
    )
    reuse = f"{create}?again={last}"
    makes = [
        Command("new-image", _("New image"), f"{create}?kind=image#id_prompt", "reference"),
        Command("new-video", _("New video"), f"{create}?kind=video#id_prompt", "video"),
        Command(
            "model",
            _("Switch model…"),
            f"{create}#model",
            "manage",
            press="model",
            keys=_keys("model"),
        ),
        *([Command("reuse", _("Reuse last settings"), reuse, "reuse")] if last else []),
        Command("fresh", _("Clear form"), f"{create}#clear", "close", press="fresh"),
        Command("compare", _("Compare selected"), reverse("compare"), "compare"),
        Command("ask-credits", _("Ask for credits"), f"{reverse('usage')}#id_amount", "coin"),
    ]
    always = [
        Command("theme", _("Toggle theme"), f"{options}#look", "theme", press="theme"),
        Command("language", _("Change language"), f"{options}#profile", "language"),
        Command(
            "shortcuts",
            _("Keyboard shortcuts"),
            f"{home}#keyboard",
            "keyboard",
            press="shortcuts",
            keys=_keys("shortcuts"),
        ),
    ]
    admins = [
        Command("add-key", _("Add vendor key"), reverse("admin:studio_vendorkey_add"), "lock"),
        Command("give", _("Add credits to…"), reverse("admin:credits_account_changelist"), "coin"),
        Command(
            "models-off",
            _("Disable model…"),
            reverse("admin:studio_generationmodel_changelist"),
            "manage",
        ),
    ]
    return (makes if user.may_generate else []) + always + (admins if user.is_staff else [])


def _pages(user: User) -> list[Command]:
    """Every page, with the keys that go there."""
    keys = {item.page: shortcuts.said(item.keys[0]) for item in shortcuts.SHORTCUTS if item.page}
    found = [
        Command(
            f"page-{page.route}", page.label, page.address, page.icon, keys=keys.get(page.route, ())
        )
        for page in navigation.pages(user)
    ]
    return [*found, Command("page-settings", _("Settings"), reverse("settings"), "settings")]


def _models(user: User) -> list[Command]:
    if not user.may_generate:
        return []
    return [
        Command(
            f"model-{choice.model.slug}",
            choice.model.name,
            f"{reverse('studio')}?{urlencode({'model': choice.model.slug})}",
            "video" if choice.model.kind == choice.model.Kind.VIDEO else "reference",
        )
        for choice in pickers.choices()
    ]


def _keys(name: str) -> list[str]:
    return next(shortcuts.said(item.keys[0]) for item in shortcuts.SHORTCUTS if item.id == name)
