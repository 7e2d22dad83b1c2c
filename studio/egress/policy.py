"""What this installation allows: the one place that asks Django's settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    allow: tuple[str, ...] = ()  # hosts and networks that may be private, on any port
    version: str = ""

    @property
    def agent(self) -> str:
        return f"Atelier/{self.version}" if self.version else "Atelier"


def policy() -> Policy:
    # Imported late, so that the rest of the package works without Django.
    from django.conf import settings

    # The demo vendor is ours: one port on this machine, whatever else is forbidden.
    demo = f"127.0.0.1:{settings.DEMO_PORT}"
    return Policy(allow=(*settings.EGRESS_ALLOW, demo), version=settings.VERSION)
