"""What the scripts of Compare say."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def sentences() -> dict[str, str]:
    return {
        "compare": pgettext("verb", "Compare"),
        "clear": _("Clear"),
        "remove": _("Remove"),
        "picked": _("Picked"),
        "play": _("Play"),
        "pause": _("Pause"),
        "tray_count": _("%(count)s of 4"),
        "tray_added": _("Added to Compare: %(count)s of 4"),
        "tray_removed": _("Removed from Compare"),
        "tray_full": _("Compare takes four at most. Remove one first."),
    }
