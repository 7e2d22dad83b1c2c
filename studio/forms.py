"""The composer's form, drawn from what the offers of a model declare.

It keeps whatever was typed. What is allowed, the offers' specs decide: their answer
comes back through `refuse`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from studio import catalog
from studio.fields import ParamField, text_of
from studio.models import GenerationModel, Offer, Project, User, Visibility
from studio.slots import Role, most_references, roles_of

PREFIX = "param-"
COUNTS = (1, 2, 4, 8)
IDLE = ("", "auto", "false")  # values that ask for nothing


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
