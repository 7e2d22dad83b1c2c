"""The keyboard map: one table for the keys, the list that `?` shows, and the help page.

`keys` are what any one of does it: "n", "?", "Shift+r", "Alt+ArrowUp", "Mod+k" (Ctrl, or ⌘ on a
Mac), "g c" for one after the other. A script acts on one with `onKey(id, act)` of keys.js;
a shortcut with a page goes there by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PLACES: Mapping[str, str | Promise] = {
    "everywhere": _("Everywhere"),
    "create": _("Create"),
    "prompt": _("In the prompt"),
    "picture": _("On a picture"),
    "comparison": _("Comparison"),
}


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`typing`: works in a text field too; `repeats`: goes on while the key is held.

    `own`: the field that has the focus acts on it by itself. `makers`: for who may generate.
    """

    id: str
    keys: tuple[str, ...]
    where: str
    words: str | Promise
    page: str = ""
    admins: bool = False
    makers: bool = False
    typing: bool = False
    repeats: bool = False
    own: bool = False


CREATING: Sequence[Shortcut] = (
    Shortcut(
        "generate",
        ("Mod+Enter",),
        "create",
        _("Generate, from any field"),
        makers=True,
        own=True,
    ),
    Shortcut("model", ("m",), "create", _("Choose the model"), makers=True),
    Shortcut(
        "enter",
        ("Enter",),
        "prompt",
        _("Generate, unless Settings say otherwise"),
        makers=True,
        own=True,
    ),
    Shortcut("line", ("Shift+Enter",), "prompt", _("Start a new line"), makers=True, own=True),
    Shortcut(
        "earlier",
        ("Alt+ArrowUp", "Alt+ArrowDown"),
        "prompt",
        _("Go through my earlier prompts"),
        makers=True,
        own=True,
    ),
)
ON_A_PICTURE: Sequence[Shortcut] = (
    Shortcut("use.settings", ("r",), "picture", _("Reuse its settings"), makers=True),
    Shortcut("use.again", ("Shift+r",), "picture", _("Run it again"), makers=True),
    Shortcut("use.reference", ("e",), "picture", _("Use it as a reference"), makers=True),
    Shortcut("use.video", ("v",), "picture", _("Make a video from it"), makers=True),
    Shortcut("favourite", ("f",), "picture", _("Favourite, or no more")),
    Shortcut("compare.add", ("c",), "picture", _("Add to Compare, or take it away")),
    Shortcut("download", ("d",), "picture", _("Download it")),
    Shortcut("trash", ("Delete", "Backspace"), "picture", _("Move it to trash")),
)
COMPARING: Sequence[Shortcut] = (
    Shortcut("pick.1", ("1",), "comparison", _("Pick the first of the row")),
    Shortcut("pick.2", ("2",), "comparison", _("Pick the second of the row")),
    Shortcut("pick.3", ("3",), "comparison", _("Pick the third of the row")),
    Shortcut("pick.4", ("4",), "comparison", _("Pick the fourth of the row")),
    Shortcut("flicker", ("Space",), "comparison", _("Swap the pictures in Flicker")),
)
SHORTCUTS: Sequence[Shortcut] = (
    Shortcut("palette", ("Mod+k",), "everywhere", _("Search or run a command"), typing=True),
    Shortcut("search", ("/",), "everywhere", _("Search this page")),
    Shortcut("shortcuts", ("?",), "everywhere", _("Show the keyboard shortcuts")),
    Shortcut("escape", ("Escape",), "everywhere", _("Close, clear, one level back")),
    Shortcut("new", ("n",), "everywhere", _("Go to Create and write a prompt"), makers=True),
    Shortcut("undo", ("u",), "everywhere", _("Undo the last action, for a minute")),
    Shortcut("go.create", ("g c",), "everywhere", _("Go to Create"), page="studio"),
    Shortcut("go.history", ("g h",), "everywhere", _("Go to History"), page="history"),
    Shortcut("go.queue", ("g q",), "everywhere", _("Go to Queue"), page="queue"),
    Shortcut("go.compare", ("g o",), "everywhere", _("Go to Compare"), page="compare"),
    Shortcut("go.usage", ("g u",), "everywhere", _("Go to Usage"), page="usage"),
    Shortcut(
        "go.manage", ("g m",), "everywhere", _("Go to Manage"), page="admin:index", admins=True
    ),
    *CREATING,
    *ON_A_PICTURE,
    *COMPARING,
)


def said(keys: str) -> list[str]:
    """The keys one by one, as they are printed on a keyboard."""
    return [_name(key) for chord in keys.split(" ") for key in chord.split("+")]


NAMES: Mapping[str, str | Promise] = {
    "Mod": pgettext_lazy("key", "Ctrl"),
    "Alt": pgettext_lazy("key", "Alt"),
    "Shift": pgettext_lazy("key", "Shift"),
    "Enter": pgettext_lazy("key", "Enter"),
    "Escape": pgettext_lazy("key", "Esc"),
    "Space": pgettext_lazy("key", "Space"),
    "Delete": pgettext_lazy("key", "Del"),
    "Backspace": pgettext_lazy("key", "Backspace"),
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "ArrowLeft": "←",
    "ArrowRight": "→",
}


def _name(key: str) -> str:
    return str(NAMES.get(key, key.upper() if key.isalpha() and len(key) == 1 else key))
