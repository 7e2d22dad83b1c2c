"""What runs, and how it is stopped: the same for `make run`, the image and a plain server."""

from __future__ import annotations

import sys
from dataclasses import replace

from django.conf import settings

from studio.models import Vendor
from studio.supervisor import Child, Supervisor
from studio.sweep import allow_sweep, stop_sweep
from studio.watchdog import Watch

MANAGE = [sys.executable, "manage.py"]
WEB = ["-m", "uvicorn", "studio.asgi:application", "--timeout-graceful-shutdown", "10"]
QUIET = ["--no-access-log", "--log-level", "warning"]


def web_argv(host: str) -> list[str]:
    return [sys.executable, *WEB, *QUIET, "--host", host, "--port", str(settings.PORT)]


def web(host: str) -> Child:
    return Child("web", web_argv(host), grace=15)


def workers() -> list[Child]:
    """The job cluster (sweep, archive), the media cluster, and the demo vendor if it is on."""
    jobs = Child(
        "jobs",
        [*MANAGE, "qcluster"],
        grace=settings.STOP_GRACE,
        watch=Watch(None, ["jobs", "sweep"]),
    )
    media = Child(
        "media",
        # Below the jobs: thumbnails may wait for a core, what was paid for should not.
        ["nice", "-n", "10", *MANAGE, "qcluster"],
        env={"Q_CLUSTER_NAME": "media"},
        grace=min(settings.STOP_GRACE, 10),
        watch=Watch("media", ["media"]),
    )
    demo = Vendor.objects.filter(protocol="demo", enabled=True).exists()
    return [jobs, media, *([_demo()] if demo else [])]


def _demo() -> Child:
    argv = [sys.executable, "-m", "studio.demo", "--port", str(settings.DEMO_PORT)]
    return Child("demo", argv, grace=3)


def behind(child: Child) -> Child:
    """The same child later and at a lower priority: on one small machine, pages come first."""
    return replace(child, argv=["nice", "-n", "5", *child.argv], after=2.0)


def supervise(children: list[Child]) -> None:
    """Run until told to stop. The sweep is told by a row, before any signal."""
    allow_sweep()
    Supervisor(children, before_stop=stop_sweep).run()
