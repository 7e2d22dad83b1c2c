"""The worker, in threads of the test: a sweep, and the jobs of the queue, as q2 runs them."""

import contextlib
import threading
import time

from django.db import connections
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from studio import sweep, tasks
from studio.models import Task


class Engine:
    def __init__(self):
        self.running = True
        self.errors = []
        self.threads = []

    def start(self):
        sweep.allow_sweep()
        for work in (self._sweep, self._jobs):
            thread = threading.Thread(target=self._guard, args=(work,), daemon=True)
            thread.start()
            self.threads.append(thread)

    def stop(self):
        self.running = False
        sweep.stop_sweep()
        for thread in self.threads:
            thread.join(20)
            assert not thread.is_alive(), "the engine does not stop"
        if self.errors:
            raise self.errors[0]

    def _guard(self, work):
        try:
            while self.running:
                work()
                time.sleep(0.06)
        except Exception as error:
            self.errors.append(error)
        finally:
            connections.close_all()

    def _sweep(self):
        sweep.sweep()

    def _jobs(self):
        run_jobs()

    def until(self, ready, seconds=20):
        """Wait for `ready()`; fails with what the tasks look like."""
        end = time.monotonic() + seconds
        while not ready():
            if self.errors:
                raise self.errors[0]
            if time.monotonic() > end:
                rows = Task.objects.values_list(
                    "status", "vendor_state", "failure_code", "failure_detail", "next_action_at"
                )
                raise AssertionError(f"not ready after {seconds} s: {list(rows)}")
            time.sleep(0.1)

    def finish(self, seconds=20):
        """Wait until every task is final."""
        self.until(lambda: not Task.objects.unfinished().exists(), seconds)


def run_jobs():
    """Work off the queue once, except the sweep's rings."""
    for row in OrmQ.objects.order_by("pk"):
        job = SignedPackage.loads(row.payload)
        row.delete()
        name = job["func"].removeprefix("studio.tasks.")
        if name not in ("sweep", "watch"):
            getattr(tasks, name)(*job["args"])


@contextlib.contextmanager
def running():
    engine = Engine()
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()
