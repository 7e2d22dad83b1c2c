"""What is missing or set wrongly in this installation, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator

from studio import readiness
from studio.health_report import deployment, machine, vendors
from studio.health_report.finding import Finding

CHECKS = (
    machine.worker,
    machine.disk,
    machine.search,
    machine.outgrown_sqlite,
    vendors.vault,
    vendors.without_keys,
    vendors.misconfigured,
    vendors.failing,
    vendors.models_without_offers,
    vendors.needing_public_url,
    vendors.rescue_items,
    deployment.checks,
)


def report() -> list[Finding]:
    """Errors first. Without a database there is no more to say than that."""
    blocking = [machine.blocked(name, kind) for name, kind in readiness.problems().items()]
    if any(finding.subject in ("database", "migrations") for finding in blocking):
        return blocking
    found = [*blocking, *_all()]
    return sorted(found, key=lambda finding: finding.level != "error")


def _all() -> Iterator[Finding]:
    for check in CHECKS:
        yield from check()
