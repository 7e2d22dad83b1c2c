"""The controls of the settings page: what each is called, and how its field is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from studio import preferences
from studio.models import Project, User
from studio.views import pickers

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Control:
    """One preference; a `choice` has options, each a value and its words."""

    name: str
    kind: Literal["choice", "select", "switch", "number", "text"]
    label: Text
    hint: Text = ""
    options: Sequence[tuple[str, Text]] = ()

    def read(self, posted: QueryDict) -> Any:
        """The value as `preferences.keep` takes it; a number that is none stays as it was sent."""
        text = posted.get(self.name, "").strip()
        if self.kind == "switch":
            return text == "on"
        return int(text) if self.kind == "number" and text.isdecimal() else text

    def offers(self, value: Any) -> bool:
        """A list offers what it shows; of the others the preferences know what is allowed."""
        return self.kind != "select" or value in dict(self.options)


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: Text
    controls: Sequence[Control]


def sections(user: User) -> list[Section]:
    return [
        Section("profile", _("Profile"), _profile()),
        Section("look", _("Look"), LOOK),
        *([Section("create", _("Create"), _create(user))] if user.may_generate else []),
        Section("keyboard", _("Keyboard"), KEYBOARD),
        Section("notices", _("Notices"), NOTICES),
    ]


def named(posted: QueryDict, user: User) -> list[Control]:
    """The controls that a form brings; a switch that is off sends nothing but its name."""
    sent = {*posted, *posted.getlist("control")}
    return [item for section in sections(user) for item in section.controls if item.name in sent]


def _profile() -> list[Control]:
    languages: list[tuple[str, Text]] = [("", _("As the browser says")), *settings.LANGUAGES]
    zones: list[tuple[str, Text]] = [
        ("", _("As the browser says")),
        *((name, name) for name in preferences.time_zones()),
    ]
    return [
        Control("name", "text", _("Name"), _("What the others read beside your pictures.")),
        Control("language", "choice", _("Language"), options=languages),
        Control("time_zone", "select", _("Time zone"), _("For days and hours."), zones),
    ]


def _create(user: User) -> list[Control]:
    models = pickers.names()
    first = ("", _("The first of the list"))
    projects = Project.objects.for_user(user).values_list("slug", "name")[:PROJECTS]
    return [
        *CREATE,
        Control("image_model", "select", _("Model for images"), BEGINS, [first, *models["image"]]),
        Control("video_model", "select", _("Model for videos"), BEGINS, [first, *models["video"]]),
        Control("project", "select", _("Project"), BEGINS, [("", _("None")), *projects]),
    ]


PROJECTS = 200
BEGINS = _("What a new form begins with.")


LOOK = (
    Control(
        "theme",
        "choice",
        _("Theme"),
        options=[("system", _("System")), ("light", _("Light")), ("dark", _("Dark"))],
    ),
    Control(
        "tiles",
        "choice",
        _("Size of pictures in lists"),
        options=[("s", _("Small")), ("m", _("Medium")), ("l", _("Large"))],
    ),
)
CREATE = (
    Control(
        "enter",
        "choice",
        _("The Enter key in the prompt"),
        _("Ctrl+Enter always generates."),
        [("generate", _("Generates")), ("newline", _("Starts a new line"))],
    ),
    Control(
        "ask_above",
        "number",
        _("Ask before spending more than"),
        _("In credits, for one press of Generate."),
    ),
    Control(
        "visibility",
        "choice",
        _("New pictures are"),
        _("You can choose anew for each."),
        [("team", _("Visible to the team")), ("me", _("Only me"))],
    ),
)
KEYBOARD = (
    Control(
        "single_keys",
        "switch",
        _("Single-key shortcuts"),
        _("Off: only shortcuts with Ctrl or Alt work."),
    ),
)
NOTICES = (
    Control(
        "notify",
        "switch",
        _("Tell me when something is ready"),
        _("A notice of the browser, while this page is in the background."),
    ),
)
