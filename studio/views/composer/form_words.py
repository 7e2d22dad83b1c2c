"""What the scripts of the composer say."""

from __future__ import annotations

from django.utils.translation import gettext as _

from studio.languages import forms_of
from studio.needs import SENTENCES


def sentences() -> dict[str, str | dict[str, str]]:
    return {
        "credits": forms_of("%(n)s credit", "%(n)s credits"),
        "generate": _("Generate"),
        "generate_one": _("Generate · %(price)s"),
        "generate_many": _("Generate %(count)s · %(price)s"),
        "generate_many_free": _("Generate %(count)s"),
        "generate_brief": _("Generate · %(number)s"),
        "not_enough": _("Not enough credits"),
        "why": _("Why %(number)s?"),
        "needs": _("This needs %(needed)s, you have %(available)s."),
        "not_with": _("Not offered with this choice of %(setting)s."),
        "not_here": _("Not offered with your other settings."),
        "because": _("%(options)s: %(why)s"),
        "between": _("%(label)s must be between %(low)s and %(high)s."),
        "whole": _("%(label)s must be a whole number between %(low)s and %(high)s."),
        "prompt_first": _("Write a prompt first."),
        "too_long": _("%(length)s of %(most)s characters. Shorten it by %(over)s."),
        "things_to_fix": forms_of("%(count)s thing to fix", "%(count)s things to fix"),
        "images_started": forms_of("%(count)s image started", "%(count)s images started"),
        "videos_started": forms_of("%(count)s video started", "%(count)s videos started"),
        "started_reserved": _("%(started)s, %(credits)s reserved"),
        "random": _("Random"),
        "images": forms_of("%(count)s image", "%(count)s images"),
        "videos": forms_of("%(count)s video", "%(count)s videos"),
        **{f"needs_{role}": str(sentence) for role, sentence in SENTENCES.items()},
    }
