"""The languages of the pages: their tags, and their plurals."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

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


def names() -> list[tuple[str, str]]:
    """Each in its own words: whoever looks for hers may not read this page."""
    return list(settings.LANGUAGES)


def forms_of(one: str, many: str) -> dict[str, str]:
    """The forms of a sentence by plural category, for scripts: they have the number."""
    samples = SAMPLES[translation.get_language() or "en"]
    found = {category: ngettext(one, many, number) for category, number in samples.items()}
    return {"other": list(found.values())[-1]} | found
