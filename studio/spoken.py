"""Sentences made where no language is known, in the language of whoever reads them."""

from __future__ import annotations

from typing import Any

from django.utils import formats
from django.utils.translation import gettext, ngettext, pgettext

from providers.said import Said

ENDS = (".", "?", "。", "\uff1f")


def spoken(text: str) -> str:
    """A sentence of the providers, translated; other text as it is."""
    if not isinstance(text, Said):
        return text
    form = ngettext(text.msgid, text.plural, text.number) if text.plural else gettext(text.msgid)
    shown = {name: _shown(value) for name, value in text.values.items()}
    return form % shown if shown else form


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return pgettext("between the words of a list", ", ").join(map(_shown, value))
    if isinstance(value, float):
        return f"{value:g}".replace(".", str(formats.get_format("DECIMAL_SEPARATOR")))
    if isinstance(value, str):
        return spoken(value)
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    words = spoken(text)
    return _ended(words[:1].upper() + words[1:])


def about(label: str, text: str) -> str:
    """What is wrong with a setting, where the setting is not beside it."""
    told = pgettext("a setting and what is wrong with it", "%(label)s %(problem)s")
    return _ended(told % {"label": label, "problem": spoken(text)})


def named(label: str, text: str) -> str:
    """A sentence, and what it is about."""
    told = pgettext("a setting and a sentence about it", "%(label)s: %(problem)s")
    return _ended(told % {"label": label, "problem": spoken(text)})


def _ended(words: str) -> str:
    return words if words.endswith(ENDS) else gettext("%(sentence)s.") % {"sentence": words}
