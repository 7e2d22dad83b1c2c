from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from studio import live, preferences
from studio.languages import forms_of
from studio.models import User
from studio.views.account import notices
from studio.views.compare import compare_words
from studio.views.composer import composer_words, form_words
from studio.views.frame import keyboard, navigation
from studio.views.queue import queue_chip
from studio.views.shell import balance_of

THEMES = ("light", "dark")


def sentences() -> dict[str, str | dict[str, str]]:
    """What the scripts say; `forms_of` where a count decides: `say(name, {count})`."""
    return {
        "started": _("Started"),
        "longer": _("longer than usual"),
        "in_time": _("in %(time)s"),
        "stalled": _("A task is taking much longer than usual"),
        "ready_count": forms_of("%(count)s ready", "%(count)s ready"),
        "failed_count": forms_of("%(count)s failed", "%(count)s failed"),
        "ready_failed": _("%(ready)s ready, %(failed)s failed"),
        "notice": _("There is a new notice."),
        "open": _("Open"),
        "new_runs": forms_of("%(count)s new", "%(count)s new"),
        "undo": _("Undo"),
        "close": _("Close"),
        "again": _("Try again"),
        "recent": _("Recent"),
        "no_leave": _(
            "The browser does not allow notices of this site. Change that in its settings."
        ),
        "nothing_found": _("Nothing found for “%(query)s”. Press Enter to search History."),
        "found": forms_of("%(count)s found", "%(count)s found"),
        "copied": _("Copied"),
        "failed": _("That did not work. Try again."),
        "too_fast": _both(
            _("That was too much at once."),
            _("Nothing was started and nothing was charged. Try again in a minute."),
        ),
        "our_fault": _both(_("Something went wrong on our side."), _("Reference: %(reference)s.")),
        "unavailable": _both(
            _("The studio is not available just now."),
            _("What is being made goes on. Try again in a few seconds."),
        ),
        "stale": _both(
            _(
                "This page was open for too long, or you signed in again elsewhere."
                " Nothing was sent."
            ),
            _("Load it again: what you typed is still there."),
        ),
        "look_first": _(
            "It may have started: look before you press again. The same press is never paid twice."
        ),
        "offline": _("The studio can't be reached. What you typed is still here. Try again."),
        "not_uploaded": _("“%(name)s” did not upload. Try again."),
    }


def _both(first: str, second: str) -> str:
    return _("%(first)s %(second)s") % {"first": first, "second": second}


def site(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = {"studio_name": settings.SITE_NAME, "version": settings.VERSION}
    user = getattr(request, "user", None)  # an error page may come before the sign-in is read
    if isinstance(user, User):
        liked = preferences.of(user)
        found["theme"] = liked.theme if liked.theme in THEMES else ""
        found["time_zone"] = liked.time_zone
        found["words"] = (
            sentences()
            | composer_words.sentences()
            | form_words.sentences()
            | compare_words.sentences()
        )
        found["keys"] = keyboard.for_script(user)
        found["pages"] = navigation.pages(user)
        found["unread"] = SimpleLazyObject(lambda: notices.unread(user))
        found["queue"] = SimpleLazyObject(lambda: queue_chip.of(user))
        found["cursor"] = SimpleLazyObject(live.newest)
        found["balance"] = SimpleLazyObject(lambda: balance_of(request))
    return found
