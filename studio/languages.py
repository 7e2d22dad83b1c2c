"""The languages of the pages: their tags, their plurals, and sentences made elsewhere."""

from __future__ import annotations

from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext, ngettext, pgettext

from providers.said import Said

# What a page says in `lang`, where it differs from Django's name for the language.
TAGS = {"zh-hans": "zh-Hans"}

# A whole number for each plural category of CLDR that whole numbers can have.
SAMPLES = {
    "en": {"one": 1, "other": 2},
    "zh-hans": {"other": 2},
    "pl": {"one": 1, "few": 2, "many": 5},
}


def tag() -> str:
    """The language of this page as browsers and `Intl` know it."""
    code = translation.get_language() or "en"
    return TAGS.get(code, code)


def forms_of(one: str, many: str) -> dict[str, str]:
    """The forms of a sentence by plural category, for scripts: they have the number."""
    samples = SAMPLES[translation.get_language() or "en"]
    found = {category: ngettext(one, many, number) for category, number in samples.items()}
    return {"other": list(found.values())[-1]} | found


def spoken(text: str) -> str:
    """A sentence of the providers in the language of this page; other text as it is."""
    if not isinstance(text, Said):
        return text
    form = ngettext(text.msgid, text.plural, text.number) if text.plural else gettext(text.msgid)
    return (
        form % {name: _shown(value) for name, value in text.values.items()} if text.values else form
    )


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return pgettext("between the words of a list", ", ").join(map(_shown, value))
    if isinstance(value, float):
        return str(formats.localize(float(f"{value:g}")))
    return spoken(value) if isinstance(value, str) else str(value)
