"""What the scripts of the composer say about references, drafts, presets and prompts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from studio import variations
from studio.languages import forms_of


def sentences() -> dict[str, str | dict[str, str]]:
    return _references() | _prompts()


def _references() -> dict[str, str | dict[str, str]]:
    return {
        "uploads": forms_of("Waiting for %(count)s upload…", "Waiting for %(count)s uploads…"),
        "uploading": _("Uploading “%(name)s”"),
        "remove": _("Remove"),
        "added": _("Added as reference %(n)s"),
        "added_more": forms_of("%(count)s reference added", "%(count)s references added"),
        "removed": _("Reference %(n)s removed"),
        "replaced": _("Reference %(n)s replaced"),
        "held": _("It is reference %(n)s already"),
        "moved": _("Now reference %(n)s"),
        "swapped": _("First and last frame swapped"),
        "add_here": _("Add here"),
        "replace": _("Replace @%(n)s"),
        "only": _("%(kinds)s only"),
        "image_kind": _("Images"),
        "video_kind": _("Videos"),
        "audio_kind": _("Sounds"),
        "remove_n": _("Remove reference %(n)s"),
        "options_n": _("Options of reference %(n)s"),
        "two_sentences": _("%(first)s %(second)s"),
        "no_references": _("This model takes no references."),
        "used_of": _("%(used)s of %(most)s"),
        "takes": forms_of(
            "This model takes %(most)s reference; you have %(have)s.",
            "This model takes %(most)s references; you have %(have)s.",
        ),
        "left_out": forms_of(
            "Reference %(list)s will not be used.", "References %(list)s will not be used."
        ),
        "reference_n": _("Reference %(n)s"),
        "mismatch": _("This picture is %(picture)s, the video is %(video)s. It will be cropped."),
        "crop": _("Crop…"),
        "use_shape": _("Use %(shape)s"),
        "using": _("Using %(start)s–%(end)s."),
        "made_here": _("“%(name)s” was made here."),
        "reuse_its": _("Reuse its settings"),
        "use_as": _("Use as reference"),
    }


def _prompts() -> dict[str, str | dict[str, str]]:
    most = {"most": variations.TASKS}
    return {
        "variations_plain": forms_of("%(count)s variation", "%(count)s variations"),
        "variations": forms_of(
            "%(sizes)s = %(count)s variation", "%(sizes)s = %(count)s variations"
        ),
        "unclosed": _("The “{” in “%(text)s” is not closed."),
        "too_many_tasks": _("This makes %%(count)s tasks; the limit is %(most)s.") % most,
        "cleared": _("Prompt cleared"),
        "cleared_all": _("A fresh form"),
        "recent_prompts": _("Recent prompts"),
        "presets": _("Presets"),
        "references": _("References"),
        "taken_over": _("Form filled"),
        "preset_used": _("Preset “%(name)s” applied"),
        "put_back": _("Put back."),
        "newer": _("A newer draft was saved elsewhere."),
        "use_it": _("Use it"),
        "draft_local": _("Your draft is kept on this device; the server can't be reached."),
    }
