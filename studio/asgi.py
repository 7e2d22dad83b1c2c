"""The web process: `uvicorn studio.asgi:application`."""

from __future__ import annotations

import os
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from studio import environment as env
from studio import garbage
from studio.front import EventStream, Front


def build() -> Front:
    django: Any = get_wsgi_application()
    # Models can only be imported when the line above has loaded the apps.
    from studio import live

    garbage.collect_rarely()
    threads = env.integer("STUDIO_WEB_THREADS", 8, 1, 200)
    inner: Any = WSGIMiddleware(django, workers=threads)
    return Front(
        inner,
        EventStream(live, before=close_old_connections),
        roots=[settings.FILE_ROOT] if settings.FILE_ROOT else [],
    )


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
application = build()
