"""A key with a unique text is stored and used; then it is looked for everywhere."""

import contextlib
import logging
import traceback
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django_q.models import OrmQ
from django_q.models import Task as Job
from django_q.signing import SignedPackage

from studio import key_trial, keyring, vault
from studio.lifecycle.create import Order, create_run
from studio.models import ApiToken, RescueItem, Task, VendorKey
from tests.conftest import offer, person, vendor
from tests.fakes.base import Answer
from tests.fakes.grsai import FakeGrsAI

SECRET = "CANARY7f3e9a51c2d84b60"  # no pattern of ours knows it for a key


class Echoing(FakeGrsAI):
    """A vendor that repeats the key it was given, in body and headers."""

    def refused(self, scenario):
        body = {"id": "", "status": "failed", "error": f"Invalid key {SECRET}"}
        return Answer(401, body, {"x-your-key": SECRET})

    def told(self, task, state):
        told = super().told(task, state)
        return told | ({"error": f"error: key {SECRET} has no luck"} if state == "fail" else {})


@pytest.fixture
def vendor_row():
    server = Echoing()
    server.key = SECRET
    yield lambda: vendor("grsai", server.url, secret=SECRET)
    server.close()


@pytest.fixture
def used(transactional_db, vendor_row, engine, caplog):
    """One task that succeeds with the key, and one that the vendor refuses, echoing it."""
    caplog.set_level(logging.DEBUG)
    row = vendor_row()
    made = offer(row, "nano-banana-2")
    alice = person("alice")
    create_run(Order(alice, made.model, "a fox"))
    create_run(Order(alice, made.model, "a fox [auth]"))
    engine.finish()
    assert set(Task.objects.values_list("status", flat=True)) == {"succeeded", "failed"}
    create_run(Order(alice, made.model, "a fox that waits"))
    return row.keys.get()


def everywhere(key, caplog):
    """(place, text) of all that could show a key."""
    yield from tables()
    yield from jobs()
    yield from commands()
    yield from pages(key)
    yield from troubles(key)
    yield "the log", caplog.text
    yield "reprs", f"{key!r} {key} {key.__dict__} {key.vendor!r} {keyring.context(key)}"


def tables():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, bytes | memoryview):
                        value = bytes(value).decode("latin-1")
                    yield f"{table}.{column}", str(value)


def jobs():
    for row in OrmQ.objects.all():
        yield "a waiting job", repr(SignedPackage.loads(row.payload))
    for job in Job.objects.all():
        yield "a finished job", f"{job.args} {job.kwargs} {job.result}"


def commands():
    for words in (
        ("dumpdata",),
        ("vendors", "export"),
        ("doctor",),
        ("doctor", "--json"),
        ("invariants",),
        ("rescue", "--list"),
    ):
        out = StringIO()
        with contextlib.suppress(SystemExit):
            call_command(*words, stdout=out, stderr=out)
        yield " ".join(words), out.getvalue()


def pages(key):
    boss = person("boss", role="admin")
    boss.is_staff = boss.is_superuser = True
    boss.save()
    client = Client(raise_request_exception=False)
    client.force_login(boss)
    _, token = ApiToken.objects.issue(boss, "canary")
    names = ("changelist", "add"), ("change", "history", "delete")
    urls = [reverse(f"admin:studio_vendorkey_{name}") for name in names[0]]
    urls += [reverse(f"admin:studio_vendorkey_{name}", args=[key.pk]) for name in names[1]]
    urls += [reverse("admin:studio_vendor_change", args=[key.vendor_id])]
    for model in ("attempt", "task", "result", "storedreply", "auditlog", "rescueitem", "offer"):
        urls.append(reverse(f"admin:studio_{model}_changelist"))
    for attempt in key.attempts.all():
        urls.append(reverse("admin:studio_attempt_change", args=[attempt.pk]))
        urls.append(reverse("admin:studio_task_change", args=[attempt.task_id]))
    tests = [
        reverse(f"admin:studio_vendorkey_{name}", args=[key.pk]) for name in ("test", "balance")
    ]
    for url in [*urls, *plain_urls(get_resolver().url_patterns, "/")]:
        yield url, seen(client.get(url))
    for url in [url for url in plain_urls(get_resolver().url_patterns, "/") if "/api/" in url]:
        yield url, seen(Client().get(url, headers={"Authorization": f"Bearer {token}"}))
    for url in tests:
        yield url, seen(client.post(url, follow=True))
    form = {"vendor": key.vendor_id, "label": "x" * 99, "secret_text": SECRET}
    yield "a refused form", seen(client.post(reverse("admin:studio_vendorkey_add"), form))


def plain_urls(patterns, before):
    """Every page that needs no id."""
    for item in patterns:
        route = str(item.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if "<" in route or "(" in route or "logout" in route or "events" in route:
            continue
        if hasattr(item, "url_patterns"):
            yield from plain_urls(item.url_patterns, before + route)
        else:
            yield before + route


def seen(page):
    body = b"".join(page.streaming_content) if page.streaming else page.content
    return body.decode("utf-8", "replace") + str(page.headers)


def troubles(key):
    """What breaking things say."""
    other = VendorKey(vendor=key.vendor, label="other", secret=key.secret)
    with pytest.raises(vault.VaultError) as moved:
        keyring.open_key(other)
    yield "a key in another row", "".join(traceback.format_exception(moved.value))
    yield "a trial", repr(key_trial.check(key)) + repr(key_trial.balance(key))
    for item in RescueItem.objects.all():
        yield "rescue", f"{item} {item.note}"


def test_a_vendors_key_appears_nowhere_in_clear(used, caplog):
    read = list(everywhere(used, caplog))

    assert [place for place, text in read if SECRET in text] == []
    # The search itself works: what may be seen of the key is seen.
    last4 = {place for place, text in read if SECRET[-4:] in text}
    assert {"studio_vendorkey.last4", "/admin/studio/vendorkey/", "dumpdata"} <= last4
    assert len(read) > 500
    assert keyring.open_key(VendorKey.objects.get(pk=used.pk)) == SECRET


def test_a_key_that_a_polled_answer_repeats_is_not_stored(vendor_row, engine):
    made = offer(vendor_row(), "nano-banana-2")
    create_run(Order(person("alice"), made.model, "a fox [fail]"))
    engine.finish()

    assert [place for place, text in tables() if SECRET in text] == []
