"""References that a prompt names: whether they are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from studio import mentions
from studio.forms import ComposerForm
from studio.slots import Slot


def places(slots: Sequence[Slot]) -> Mapping[int, int]:
    """The place of each reference among those that are sent."""
    used = (slot.number for slot in slots if slot.used)
    return {number: place for place, number in enumerate(used, 1)}


def mentions_hold(form: ComposerForm, slots: Sequence[Slot]) -> bool:
    """False, and the form says why, where the prompt names a reference that is not sent."""
    held = places(slots)
    wrong = [n for n in mentions.numbers(form.cleaned_data["prompt"]) if n not in held]
    for number in wrong:
        text = (
            _("There is no reference %(n)s.")
            if number > len(slots)
            else _("This model does not use reference %(n)s.")
        )
        form.add_error("prompt", text % {"n": number})
    return not wrong
