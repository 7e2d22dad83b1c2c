import pytest
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError
from django.utils import timezone

from studio import readiness
from studio.models import Heartbeat
from tests.web.support import browser


def test_a_process_that_answers_says_so_without_a_database():
    answer = browser().get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


def test_a_whole_installation_is_ready(db):
    Heartbeat.objects.create(name="sweep", at=timezone.now() - timezone.timedelta(seconds=30))

    answer = browser().get("/readyz")

    body = answer.json()
    assert answer.status_code == 200
    assert (body["status"], body["worker"]) == ("ok", "ok")
    assert 29 <= body["worker_age"] <= 60
    assert not Heartbeat.objects.filter(name="readyz").exists()


def test_a_silent_worker_is_reported_and_no_reason_to_turn_people_away(db):
    answer = browser().get("/readyz")

    assert (answer.status_code, answer.json()["worker"]) == (200, "silent")
    assert answer.json()["worker_age"] is None


@pytest.mark.parametrize("name", ["database", "migrations", "storage"])
def test_what_must_work_must_work(admin, monkeypatch, name):
    def broken():
        raise DatabaseError("canary: a secret detail")

    monkeypatch.setattr(readiness, f"_{name}", broken)

    public, inside = browser().get("/readyz"), browser(admin).get("/readyz")

    assert (public.status_code, public.json()["status"]) == (503, "failing")
    assert "problems" not in public.json()
    assert "canary" not in public.content.decode() + inside.content.decode()
    if name != "database":
        assert inside.json()["problems"] == {name: "DatabaseError"}


def test_a_missing_migration_is_seen(db, monkeypatch):
    readiness._unapplied.cache_clear()
    monkeypatch.setattr(readiness.MigrationExecutor, "migration_plan", lambda *args: ["one"])

    answer = browser().get("/readyz")
    monkeypatch.undo()

    assert answer.status_code == 503
    assert browser().get("/readyz").status_code == 200


def test_a_storage_that_forgets_is_seen(db, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "save", lambda self, name, content: name)

    assert browser().get("/readyz").status_code == 503


def test_details_are_for_admins(admin, alice):
    Heartbeat.objects.create(name="sweep", at=timezone.now())

    assert "sweep" in browser(admin).get("/readyz").json()["workers"]
    assert "workers" not in browser(alice).get("/readyz").json()
