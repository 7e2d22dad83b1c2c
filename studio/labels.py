"""The words of the settings that models have, in the reader's language.

Specs know no language; a setting that is not listed here shows the spec's own words.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LABELS = {
    "aspect_ratio": _("Aspect ratio"),
    "size": _("Size"),
    "resolution": _("Resolution"),
    "duration": _("Duration"),
    "audio": _("Sound"),
    "seed": _("Seed"),
    "quality": _("Quality"),
    "format": _("Format"),
    "routing": _("Routing"),
    "negative": _("Leave out"),
    "count": _("Count"),
    "project": _("Project"),
    "visibility": _("Who can see it"),
    "prompt": _("Prompt"),
    "references": _("References"),
    "vendor": _("Vendor"),
    "model": _("Model"),
}
HELPS = {
    "More is finer and slower.": _("More is finer and slower."),
    "-1 is random.": _("-1 is random."),
    "hd is 2K, ultra is 4K.": _("hd is 2K, ultra is 4K."),
    "Asked for in words.": _("Asked for in words."),
}
WHYS = {
    "give a size or an aspect_ratio, not both": _("Choose a size or an aspect ratio, not both."),
    "must be 1K, 2K or 4K with an aspect_ratio": _("With an aspect ratio it makes 1K, 2K or 4K."),
    "a size of 1K, 2K or 4K needs an aspect_ratio other than auto": _(
        "1K, 2K and 4K need an aspect ratio other than Auto."
    ),
}
OPTIONS = {
    "auto": _("Auto"),
    "fast": _("Fast"),
    "quality": _("Quality"),
    "value": _("Value"),
    "official": _("Official"),
}


def label_of(name: str, own: str = "") -> str:
    """`own` is the spec's; a setting that has a better one keeps it."""
    return str(LABELS.get(name) or own or name.replace("_", " ").capitalize())


def help_of(text: str) -> str:
    return str(HELPS.get(text, text))


def why_of(text: str) -> str:
    return str(WHYS.get(text, text))


def option_of(word: str) -> str:
    """Pixels get spaces around their cross."""
    shown = word.replace("x", " × ") if word[:1].isdigit() and "x" in word else word
    return str(OPTIONS.get(word, shown))
