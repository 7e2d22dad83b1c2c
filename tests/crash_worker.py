"""A worker process that kills itself at one step, before it or after it.

It is forked from a server that has loaded everything once: see `tests.studio.crashing`. A step is a commit that wrote something, or a call that leaves the process: to the vendor,
for a result file, to the storage. They are counted as they come, so no step is missed when
the pipeline changes.
"""

import faulthandler
import functools
import os
import signal
import threading
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402

from studio import egress, files, sweep  # noqa: E402
from studio.models import Task  # noqa: E402
from tests.engine import run_jobs  # noqa: E402

seen = 0
fatal = (0, "")
say = print


def reach(name, when):
    global seen
    seen += when == "before"
    if (seen, when) == fatal:
        say(f"killed {when} step {seen}: {name}")
        os.kill(os.getpid(), signal.SIGKILL)


def counted(name, real):
    @functools.wraps(real)
    def step(*args, **kwargs):
        reach(name, "before")
        result = real(*args, **kwargs)
        reach(name, "after")
        return result

    @functools.wraps(real)
    async def async_step(*args, **kwargs):
        reach(name, "before")
        result = await real(*args, **kwargs)
        reach(name, "after")
        return result

    return async_step if name == "perform" else step


def is_write(sql):
    """Does it change rows of the pipeline? Leases of the sweep itself and heartbeats do not."""
    own = "studio_lease" in sql or "studio_heartbeat" in sql
    return sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) and not own


def note_writes(real):
    @functools.wraps(real)
    def execute(self, sql, params=None):
        if not is_write(sql):
            return real(self, sql, params)
        if self.db.in_atomic_block:
            self.db.wrote = sql.split("WHERE")[0][:60]
            return real(self, sql, params)
        return counted(sql[:60], real)(self, sql, params)

    return execute


def count_commits(real):
    @functools.wraps(real)
    def commit(self):
        wrote, self.wrote = getattr(self, "wrote", ""), ""
        return counted(f"commit of {wrote}", real)(self) if wrote else real(self)

    return commit


def arm():
    CursorWrapper.execute = note_writes(CursorWrapper.execute)
    BaseDatabaseWrapper.commit = count_commits(BaseDatabaseWrapper.commit)
    egress.perform = counted("perform", egress.perform)
    egress.download = counted("download", egress.download)
    files.store = counted("store", files.store)


def keep_sweeping():
    while True:
        sweep.sweep()
        time.sleep(0.02)


def live_in(database, values):
    """The test's own database and settings."""
    connections.settings["default"].update(database)
    for name, value in values.items():
        setattr(settings, name, value)


def main(step, when, story, database, values):
    """Works until nothing is left to do, or dies; `story` is the file that says which."""
    global fatal, say
    fatal, say = (step, when), story.write_text
    live_in(database, values)
    arm()
    faulthandler.dump_traceback_later(25, exit=True)
    threading.Thread(target=keep_sweeping, daemon=True).start()
    end = time.monotonic() + 12
    while Task.objects.unfinished().exists() and time.monotonic() < end:
        run_jobs()
        time.sleep(0.02)
    say(f"{seen} steps, finished")
    os._exit(0)
