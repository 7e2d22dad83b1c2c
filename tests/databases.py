"""One worker of pytest-xdist migrates a test database; the others begin with a copy of it.

Migrating takes seconds of a processor, and each of them would end with the same tables.
"""

import fcntl
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import teardown_databases

TEMPLATE = "template"


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, tmp_path_factory):
    """Whoever is first makes the template, the database of pytest-django's own fixture copied.

    Who runs alone, or asks for a kept database, has that fixture and nothing else.
    """
    worker = getattr(request.config, "workerinput", {}).get("workerid")
    if not worker or request.config.getvalue("reuse_db"):
        request.getfixturevalue("django_db_setup")
        yield
        return
    note = tmp_path_factory.getbasetemp().parent / "database-template"  # of this run alone
    with locked(note), django_db_blocker.unblock():
        if is_first := not note.exists():
            request.getfixturevalue("django_db_setup")
            note.write_text(make_template())
        else:
            before = connect_to_copy(note.read_text(), worker)
    yield
    with locked(note), django_db_blocker.unblock():
        if is_first:  # who comes later still makes another
            note.unlink()
            connection.creation.destroy_test_db(suffix=TEMPLATE, verbosity=0)
        else:
            teardown_databases([(connection, before, True)], verbosity=0)


@contextmanager
def locked(note):
    """One worker at a time. A worker that dies lets go."""
    with note.with_suffix(".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_template():
    """The name of a database that nobody connects to, so that it can be copied at any time."""
    connection.close()  # what SQLite wrote ahead is now in the file that is copied
    connection.creation.clone_test_db(TEMPLATE, verbosity=0)
    return connection.creation.get_test_db_clone_settings(TEMPLATE)["NAME"]


def connect_to_copy(template, worker):
    """The name of the database connected to before, to return to."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = template
    connection.creation.clone_test_db(worker, verbosity=0)
    connection.creation.setup_worker_connection(worker)
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"]
    return before
