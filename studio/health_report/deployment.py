"""Django's own checks, and ours, as for a studio that strangers can reach."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.checks import ERROR, run_checks

from studio.health_report.finding import Finding, error, warning


def checks() -> Iterator[Finding]:
    found = run_checks(include_deployment_checks=True)
    for message in found:
        if message.level >= ERROR:
            yield error("settings", f"{message.msg} ({message.id})")
    ids = sorted({str(message.id) for message in found if message.level < ERROR})
    if ids:
        text = f"{len(ids)} warnings for a studio on the internet: {', '.join(ids)}"
        yield warning("settings", f"{text}; see `manage.py check --deploy`")
