"""Worker processes that kill themselves, each forked from one server that loaded everything."""

import multiprocessing
import os
from unittest import mock

from django.db import connection

QUICK = {
    "STUDIO_EGRESS_ALLOW": "127.0.0.1",
    "STUDIO_SWEEP_LINGER": "0.05",
    "STUDIO_SWEEP_TICK": "0.02",
    "STUDIO_RESCUE_EVERY": "0.5",
    "STUDIO_LEASE_MARGIN": "0.5",
    "STUDIO_SWEEP_LEASE": "0.6",
    "STUDIO_BACKOFF": "0.05",
    "STUDIO_CLUSTER": "crashing",
}
OURS = ("FILE_ROOT", "SCRATCH", "STORAGES", "SECRET_KEY", "VAULT_KEYS")
WHERE = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
PATIENCE = 60

forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(["tests.crash_worker"])


def crash(settings, folder, step, when):
    """Run a worker that kills itself; says where, or that it came through."""
    story = folder / f"story-{step}-{when}"
    database = {name: connection.settings_dict[name] for name in WHERE}
    values = {name: getattr(settings, name) for name in OURS}
    with mock.patch.dict(os.environ, QUICK):
        process = forking.Process(target=work, args=(step, when, story, database, values))
        process.start()
    process.join(PATIENCE)
    assert process.exitcode in (0, -9), f"ended with {process.exitcode}"
    return story.read_text()


def work(*given):
    from tests import crash_worker  # the server has it; here it would be armed for every test

    crash_worker.main(*given)
