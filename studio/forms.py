"""The composer's form, drawn from what the offers of a model declare.

It keeps whatever was typed. What is allowed, the offers' specs decide: their answer
comes back through `refuse`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from providers.catalog import ModelSpec
from studio import catalog
from studio.models import Asset, GenerationModel, Offer, Project, User, Visibility

PREFIX = "param-"
COUNTS = (1, 2, 4, 8)
TYPES = ("aspect", "bool", "duration", "enum", "int", "number", "seed", "text", "tier")
FEW = 12  # more shapes than this are folded after the first six
STEPS = 5  # as many whole numbers are shown side by side
IDLE = ("", "auto", "false")  # values that ask for nothing
FREE = "-free"  # ends the name of the box for pixels
BOX = 20  # of the drawing of a shape


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    extra: int = 0  # credits on top, per unit
    shape: tuple[float, float, float, float] | None = None  # x, y, width, height


@dataclass(frozen=True, slots=True)
class Role:
    """How references of one role may be given, over all offers of the model."""

    name: str
    label: str
    kind: str
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A reference in the form, with the roles its file could have."""

    asset: Asset
    role: str
    roles: Sequence[Role] = ()


ROLE_LABELS = {
    "image": _("Image"),
    "video": _("Video"),
    "audio": _("Audio"),
    "first_frame": _("First frame"),
    "last_frame": _("Last frame"),
    "style": _("Style"),
    "subject": _("Subject"),
}


def text_of(value: Any) -> str:
    """A param's value as a form control holds it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def shape_of(word: str) -> tuple[float, float, float, float] | None:
    """The outline of `16:9` in a 24 px box; None where the word is no ratio."""
    wide, _colon, high = word.partition(":")
    if not (wide.isdigit() and high.isdigit() and int(wide) and int(high)):
        return None
    scale = BOX / max(int(wide), int(high))
    width, height = max(int(wide) * scale, 4), max(int(high) * scale, 4)
    return round(12 - width / 2, 1), round(12 - height / 2, 1), round(width, 1), round(height, 1)


class FreeSizeInput(forms.TextInput):
    """A named size, or pixels typed beside it, which win."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> Any:
        return data.get(name + FREE) or data.get(name)


class ParamField(forms.CharField):
    """One declared param, drawn by the template of its type."""

    def __init__(self, param: Mapping[str, Any], extras: Mapping[str, int], agreed: bool) -> None:
        super().__init__(
            required=False,
            label=param["label"],
            help_text=param["help"],
            initial=text_of(param["default"]),
            widget=FreeSizeInput if param.get("free") else forms.TextInput,
        )
        self.param = param
        self.extras = extras
        self.agreed = agreed  # every offer does the same when it is left out
        kind = param["type"] if param["type"] in TYPES else "text"
        self.template_name = f"studio/params/_{kind}.html"

    @property
    def is_advanced(self) -> bool:
        return bool(self.param["group"] == "advanced")

    @property
    def low(self) -> Any:
        return self.param["schema"].get("minimum", "")

    @property
    def high(self) -> Any:
        return self.param["schema"].get("maximum", "")

    @property
    def step(self) -> Any:
        """One for whole numbers; a hundredth of the way for others."""
        if self.param["schema"].get("type") == "integer":
            return 1
        return (float(self.high) - float(self.low)) / 100

    @property
    def unit(self) -> str:
        return gettext("s") if self.param["type"] == "duration" else ""

    @property
    def longest(self) -> Any:
        return self.param["schema"].get("maxLength", "")

    @cached_property
    def options(self) -> list[Option]:
        default = [] if self.initial else [Option("", gettext("Default"))]
        return default + [
            Option(word, self._label(word), self.extras.get(word, 0), shape_of(word))
            for word in self._words()
        ]

    def _words(self) -> list[str]:
        if "options" in self.param:
            return [str(word) for word in self.param["options"]]
        if "min" in self.param and self.param["max"] - self.param["min"] < STEPS:
            return [str(n) for n in range(self.param["min"], self.param["max"] + 1)]
        return []

    def _label(self, word: str) -> str:
        if self.param["type"] == "duration":
            return gettext("%(seconds)s s") % {"seconds": word}
        if word == "auto":
            return gettext("Auto")
        return word.replace("x", " × ") if word[:1].isdigit() and "x" in word else word

    @property
    def side_by_side(self) -> bool:
        return 0 < len(self.options) <= STEPS and all(len(o.label) <= 11 for o in self.options)

    @property
    def first(self) -> list[Option]:
        return self.options[:6] if len(self.options) > FEW else self.options

    @property
    def rest(self) -> list[Option]:
        return self.options[len(self.first) :]

    @property
    def rest_values(self) -> list[str]:
        return [option.value for option in self.rest]


class ComposerForm(forms.Form):
    """What a member asks for: the prompt, how many, and the params of one model."""

    prompt = forms.CharField(required=False, strip=False, label=_("Prompt"))
    count = forms.IntegerField(required=False, min_value=1, max_value=settings.MAX_OUTPUTS)
    project = forms.ModelChoiceField(
        Project.objects.none(),
        required=False,
        to_field_name="slug",
        label=_("Project"),
        empty_label=_("None"),
    )
    visibility = forms.ChoiceField(
        choices=Visibility.choices, required=False, label=_("Who can see it")
    )
    references = forms.CharField(required=False, label=_("References"))  # holds errors alone
    quoted = forms.IntegerField(required=False, min_value=0)
    idempotency_key = forms.CharField(required=False, max_length=200)

    def __init__(
        self,
        model: GenerationModel,
        offers: Sequence[Offer],
        author: User,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.model, self.offers = model, offers
        self.specs = [catalog.spec_of(offer) for offer in offers]
        self.fields["project"].queryset = Project.objects.for_user(author)  # type: ignore[attr-defined]
        self.fields["count"].label = gettext("Videos") if self.is_video else gettext("Images")
        self.fields["count"].initial = 1 if self.is_video else 4
        self.fields["visibility"].initial = Visibility.TEAM
        self.fields["idempotency_key"].initial = uuid4().hex
        self.fields |= self._param_fields()
        self.left_out = self._left_out()

    def _param_fields(self) -> dict[str, forms.Field]:
        surcharges = self.offers[0].price.get("surcharge", {}) if self.offers else {}
        return {
            PREFIX + param["key"]: ParamField(
                param, surcharges.get(param["key"], {}), self._is_agreed(param["key"])
            )
            for param in catalog.params_of(self.specs)
        }

    def _is_agreed(self, key: str) -> bool:
        known = [param for spec in self.specs if (param := spec.param(key))]
        return len({text_of(param.default) for param in known}) == 1

    def _left_out(self) -> list[str]:
        """What was asked for before, and this model does not know: said, not swallowed."""
        asked = {
            key: text_of(value) for key, value in self.initial.items() if key.startswith(PREFIX)
        }
        lost = {key: word for key, word in asked.items() if not self._knows(key, word)}
        self.initial = {key: value for key, value in self.initial.items() if key not in lost}
        return [
            f"{key.removeprefix(PREFIX).replace('_', ' ').capitalize()} {word}"
            for key, word in lost.items()
            if word not in IDLE
        ]

    def _knows(self, key: str, word: str) -> bool:
        field = self.fields.get(key)
        if not isinstance(field, ParamField):
            return False
        is_listed = "options" in field.param and not field.param.get("free")
        return not is_listed or word in [option.value for option in field.options]

    @property
    def is_video(self) -> bool:
        return self.model.kind == GenerationModel.Kind.VIDEO

    @property
    def counts(self) -> list[int]:
        """The counts on offer, and the one that was asked for."""
        asked = self["count"].value()
        more = [int(asked)] if str(asked or "").isdigit() else []
        most = settings.MAX_OUTPUTS
        return sorted({n for n in (*COUNTS, *more) if 1 <= n <= most})

    @property
    def basic(self) -> list[forms.BoundField]:
        return [self[name] for name, field in self._params() if not field.is_advanced]

    @property
    def advanced(self) -> list[forms.BoundField]:
        return [self[name] for name, field in self._params() if field.is_advanced]

    @property
    def is_advanced_open(self) -> bool:
        """Whether the folded part holds something the member set, or an error."""
        return any(
            self.has_error(bound.name) or text_of(bound.value()) != bound.field.initial
            for bound in self.advanced
        )

    def _params(self) -> list[tuple[str, ParamField]]:
        found = self.fields.items()
        return [(name, field) for name, field in found if isinstance(field, ParamField)]

    @property
    def prompt_max(self) -> int:
        return max((spec.prompt_max for spec in self.specs), default=0)

    @cached_property
    def roles(self) -> list[Role]:
        return roles_of(self.specs)

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(role.kind for role in self.roles))

    @property
    def accept(self) -> str:
        return ",".join(f"{kind}/*" for kind in self.kinds)

    @property
    def max_references(self) -> int:
        return max((most_references(spec) for spec in self.specs), default=0)

    def params(self) -> dict[str, Any]:
        """The values to send: not those that every offer takes by itself anyway."""
        chosen: dict[str, Any] = {}
        for name, field in self._params():
            value = self.cleaned_data.get(name, "")
            if value and not (field.agreed and value == field.initial):
                chosen[name.removeprefix(PREFIX)] = value
        return chosen

    def renew(self) -> None:
        """Sent again, it is a new wish."""
        data = MultiValueDict({name: [value] for name, value in self.data.items()})
        data["idempotency_key"] = uuid4().hex
        self.data = data

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Put what the offers have against it under the fields it is about."""
        for name, text in problems.items():
            field = name if name in self.fields else PREFIX + name
            known = field in self.fields
            label = name.replace("_", " ").capitalize()
            self.add_error(
                field if known else None,
                sentence(text) if known else f"{label} {sentence(text, False)}",
            )


def sentence(text: str, capital: bool = True) -> str:
    words = text[:1].upper() + text[1:] if capital else text
    return words if words.endswith((".", "?")) else f"{words}."


def roles_of(specs: Iterable[ModelSpec]) -> list[Role]:
    """The union of the roles of several specs, in the order they first appear."""
    merged: dict[str, Role] = {}
    for spec in specs:
        for rule in spec.references:
            known = merged.get(rule.role)
            label = str(ROLE_LABELS.get(rule.role, rule.role.replace("_", " ").capitalize()))
            merged[rule.role] = Role(
                rule.role,
                label,
                rule.kind,
                min(rule.min, known.min) if known else rule.min,
                max(rule.max, known.max) if known else rule.max,
            )
    return list(merged.values())


def most_references(spec: ModelSpec) -> int:
    together = sum(rule.max for rule in spec.references)
    return min(together, spec.max_references or together)


def place(assets: Iterable[tuple[Asset, str]], roles: Sequence[Role]) -> list[Slot]:
    """Give each file its role: the one asked for, else the first of its kind with room."""
    slots: list[Slot] = []
    for asset, wish in assets:
        fitting = [role for role in roles if role.kind == asset.kind]
        names = [role.name for role in fitting]
        free = [role.name for role in fitting if _taken(slots, role.name) < role.max]
        role = wish if wish in names else next(iter([*free, *names]), asset.kind)
        slots.append(Slot(asset, role, fitting))
    return slots


def _taken(slots: Iterable[Slot], role: str) -> int:
    return sum(slot.role == role for slot in slots)
