"""Months, weeks and days of the site's own time zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def key(period: str, now: datetime) -> str:
    """The name of the period that is running: 2026-11, 2026-W47 or 2026-11-21."""
    today = _local_date(now)
    if period == "month":
        return f"{today:%Y-%m}"
    if period == "week":
        return f"{today:%G-W%V}"
    return f"{today:%Y-%m-%d}"


def ends_at(period: str, now: datetime) -> datetime:
    """When the next period starts."""
    first = _first_day_after(period, _local_date(now))
    return datetime.combine(first, time.min, tzinfo=timezone.get_default_timezone())


def _first_day_after(period: str, today: date) -> date:
    if period == "month":
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    if period == "week":
        return today + timedelta(days=7 - today.weekday())
    return today + timedelta(days=1)


def _local_date(now: datetime) -> date:
    # Not the current time zone: a member's own would give every member other months.
    return timezone.localtime(now, timezone.get_default_timezone()).date()
