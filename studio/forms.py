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
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from studio import catalog, form_state, needs
from studio.carried import PREFIX, Carried, carry, hidden
from studio.choices import Choice
from studio.fields import ParamField
from studio.form_document import text_of
from studio.labels import label_of
from studio.models import GenerationModel, Project, User, Visibility
from studio.slots import Role, Slot, most_references, roles_of
from studio.spoken import about, sentence

COUNTS = (1, 2, 4, 8)
CHIPS = ("aspect_ratio", "size", "resolution", "duration")


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
    vendor = forms.CharField(required=False, max_length=60, label=_("Vendor"))
    quoted = forms.IntegerField(required=False, min_value=0)
    confirmed = forms.IntegerField(required=False, min_value=0)
    idempotency_key = forms.CharField(required=False, max_length=200)

    def __init__(
        self,
        choice: Choice,
        author: User,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
        usual: Mapping[str, str] | None = None,
        prefix: str | None = None,
    ) -> None:
        """`usual` are the defaults of the model that `initial` was chosen for."""
        super().__init__(data, initial=dict(initial or {}), prefix=prefix)
        self.model, self.offers, self.author = choice.model, choice.offers, author
        self.document = choice.document()
        self.specs = [catalog.spec_of(offer) for offer in choice.offers]
        self.fields["project"].queryset = Project.objects.for_user(author)  # type: ignore[attr-defined]
        self.fields["count"].label = gettext("Videos") if self.is_video else gettext("Images")
        self.fields["count"].initial = 1 if self.is_video else 4
        self.fields["visibility"].initial = Visibility.TEAM
        self.fields["idempotency_key"].initial = uuid4().hex
        self.fields |= {
            PREFIX + param["key"]: ParamField(param) for param in self.document["params"]
        }
        self.carried = self._carried(usual or {})
        self.state: dict[str, Any] = {}
        self.missing = ""
        self.judge(())

    def _carried(self, usual: Mapping[str, str]) -> Carried:
        """What another model was asked for: kept where this one has no use for it."""
        if self.is_bound:
            return Carried(kept=hidden(self.data))
        wanted = {name: word for name, word in self.initial.items() if name.startswith(PREFIX)}
        carried = carry(self.document, wanted, usual)
        others = {name: word for name, word in self.initial.items() if name not in wanted}
        self.initial = others | carried.values
        return carried

    def judge(self, slots: Sequence[Slot]) -> None:
        """What can be chosen beside these references, and what it costs."""
        asked = str(self["count"].value() or "")
        self.missing = needs.missing(self.document, [slot.role for slot in slots if slot.used])
        self.state = form_state.evaluate(
            self.document,
            self.values(),
            [_known(slot) for slot in slots if slot.used],
            int(asked) if asked.isdecimal() and len(asked) < 4 else 1,
            len(str(self["prompt"].value() or "")),
        )
        for _name, field in self._params():
            field.state = self.state

    def values(self) -> dict[str, str]:
        """Every setting as text."""
        names = ["vendor", *(name for name, _field in self._params())]
        return {name.removeprefix(PREFIX): text_of(self[name].value()) for name in names}

    @property
    def left_out(self) -> list[str]:
        """What was asked for before, and this model does not know: said, not swallowed."""
        return self.carried.unused

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
        """Whether the folded part holds an error; what was set there, its summary says."""
        return self.has_error("vendor") or any(
            self.has_error(bound.name) for bound in self.advanced
        )

    @property
    def summary(self) -> str:
        """What the folded part changes: "seed 42817, strength 0.8"."""
        found = [
            f"{bound.label} {text_of(bound.value())}"
            for bound in self.advanced
            if text_of(bound.value()) != bound.field.initial
        ]
        return ", ".join([*found, *([self.vendor_name] if self["vendor"].value() else [])])

    @property
    def vendors(self) -> list[tuple[str, str]]:
        """Those that may be asked for by name; none where that is not this person's choice."""
        if not self.author.chooses_vendor:
            return []
        return list(dict.fromkeys((o.vendor.slug, o.vendor.name) for o in self.offers))

    @property
    def named_offers(self) -> list[dict[str, Any]]:
        """The first offer of each vendor, to choose the vendor by."""
        firsts = {item["vendor"]: item for item in reversed(self.document["offers"])}
        return [firsts[slug] for slug, _name in self.vendors]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """The settings that a narrow screen shows beside the prompt: (key, value in words)."""
        found = [
            (field.key, field.label_of(text_of(self[name].value())))
            for name, field in self._params()
            if field.key in CHIPS and not field.is_hidden_now
        ]
        return [*found, ("count", self._made_words())]

    def _made_words(self) -> str:
        asked = str(self["count"].value() or "1")
        count = int(asked) if asked.isdecimal() else 1
        text = (
            ngettext("%(count)s video", "%(count)s videos", count)
            if self.is_video
            else ngettext("%(count)s image", "%(count)s images", count)
        )
        return text % {"count": count}

    @property
    def vendor_name(self) -> str:
        return dict(self.vendors).get(str(self["vendor"].value()), "")

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

    def params(self) -> dict[str, str]:
        """The values to send: not those hidden, or done by every offer by itself."""
        return dict(self.state["given"])

    def renew(self) -> None:
        """Sent again, it is a new wish."""
        data = MultiValueDict({name: [value] for name, value in self.data.items()})
        data["idempotency_key"] = uuid4().hex
        self.data = data

    def explained(self, problems: Mapping[str, str]) -> dict[str, str]:
        """In our words where we know better than one offer what is wrong."""
        return {name: self._reason(name) or text for name, text in problems.items()}

    def _reason(self, name: str) -> str:
        field = self.fields.get(PREFIX + name)
        if isinstance(field, ParamField):
            return field.against(text_of(self[PREFIX + name].value()))
        return self.missing if name == "references" else ""

    def refuse(self, problems: Mapping[str, str]) -> None:
        """Put what the offers have against it under the fields it is about."""
        for name, text in self.explained(problems).items():
            field = name if name in self.fields else PREFIX + name
            known = field in self.fields
            self.add_error(
                field if known else None,
                sentence(text) if known else about(label_of(name), text),
            )


def _known(slot: Slot) -> dict[str, Any]:
    """What the rules must know of a reference."""
    asset = slot.asset
    known = {"role": slot.role, "kind": asset.kind, "mime": asset.mime, "bytes": asset.bytes}
    return known | {"seconds": asset.duration or 0}
