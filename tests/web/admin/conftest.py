"""An admin before the pages of Django's admin."""

import pytest
from django.utils import timezone

from studio.models import (
    ApiToken,
    AssetMark,
    AuditLog,
    Heartbeat,
    Lease,
    Membership,
    Preview,
    RescueItem,
    StoredReply,
    Tag,
)
from tests.conftest import offer, person, vendor
from tests.finished import finished_task
from tests.web.admin.reading import SECRET


@pytest.fixture
def boss(client, admin):
    """The admin's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def grs():
    return vendor("grsai", "https://grsaiapi.com", secret=SECRET)


@pytest.fixture
def world(alice, grs, private_project):
    """At least one row of nearly every model."""
    task = finished_task(alice, offer(grs, "nano-banana-2"))
    attempt = task.attempts.get()
    StoredReply.objects.create(attempt=attempt, status=200, body=b"{}")
    Preview.objects.create(task=task, content=b"picture", mime="image/png")
    AssetMark.objects.create(asset=task.assets.get(), user=alice, favourite=True)
    Tag.objects.create(name="sea")
    Membership.objects.create(project=private_project, user=person("carol"))
    ApiToken.objects.issue(alice, "laptop")
    Heartbeat.objects.create(name="jobs:here", at=timezone.now())
    Lease.objects.create(name="sweep:here", until=timezone.now())
    RescueItem.objects.create(kind="save_failed", task=task, attempt=attempt)
    AuditLog.objects.create(action="seen")
    return task
