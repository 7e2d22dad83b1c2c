from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from studio.models import User
from studio.views.shell import balance_of

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = {"site_name": settings.SITE_NAME, "version": settings.VERSION}
    user = getattr(request, "user", None)  # an error page may come before the sign-in is read
    if isinstance(user, User):
        theme = user.preferences.get("theme", "")
        found["theme"] = theme if theme in THEMES else ""
        found["balance"] = SimpleLazyObject(lambda: balance_of(request))
    return found
