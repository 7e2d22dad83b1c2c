"""A whole studio for the browser tests: web, worker and demo vendor, as `make run` starts them."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests import ports
from tests.browser import database

ROOT = Path(__file__).parents[2]
SPEED = 3  # the demo vendor's times are divided by it
PATIENCE = 75  # less than a test may take, so that it can say what is wrong
SEED = "from tests.browser import seed; seed.main()"
OURS = ("STUDIO_", "DATABASE_URL", "TEST_DATABASE", "PUBLIC_URL", "STORAGE_URL")
OF_DEMO = "vendor_id = (SELECT id FROM studio_vendor WHERE slug = 'demo')"
ROOM = f"UPDATE studio_vendorkey SET max_in_flight = ? WHERE {OF_DEMO}"


class Stack:
    """`people`: what `seed.py` made; `spare()` hands out members that nobody has used yet.

    `model` is a folder that the stacks of one test run share: set up by the first, copied by all.
    """

    def __init__(self, folder, model):
        self.folder = folder
        self.model = model
        self.port, self.demo_port = ports.two_free()
        self.url = f"http://127.0.0.1:{self.port}"
        self.output = folder / "output"
        self.database = folder / "data" / "studio.sqlite3"
        self.env = self._environment()
        self.process = None
        self.people = {}

    def _environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return kept | {
            "PORT": str(self.port),
            "STUDIO_DATA": str(self.folder / "data"),
            "STUDIO_STATIC": str(self.model / "static"),
            "STUDIO_DEMO_PORT": str(self.demo_port),
            "STUDIO_DEMO_SPEED": str(SPEED),
            "STUDIO_CLUSTER": f"browser-{self.port}",
            "STUDIO_STOP_GRACE": "5",
            "STUDIO_SWEEP_TICK": "0.15",
            "STUDIO_BACKOFF": "0.2",
            "STUDIO_MAX_ATTEMPTS": "4",
            "STUDIO_ARCHIVE_LEAST": "4",
            "STUDIO_RUNS_PER_MINUTE": "10000",
        }

    def start(self):
        self.people = self._set_up()
        with self.output.open("w") as file:
            argv = [sys.executable, "manage.py", "start"]
            self.process = subprocess.Popen(argv, cwd=ROOT, env=self.env, stdout=file, stderr=file)
        self._until_ready()

    def _set_up(self):
        """Whom `seed.py` made, in a data folder of one's own."""
        people = self.model / "people.json"
        self.model.mkdir(exist_ok=True)
        with (self.model / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not people.exists():
                self.manage("prepare")
                people.write_text(self.manage("shell", "-v", "0", "-c", SEED))
                shutil.copytree(self.folder / "data", self.model / "data")
            elif not (self.folder / "data").exists():
                shutil.copytree(self.model / "data", self.folder / "data")
        return json.loads(people.read_text())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def manage(self, *argv):
        """What a command prints."""
        argv = [sys.executable, "manage.py", *argv]
        done = subprocess.run(argv, cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _until_ready(self):
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < end, self.output.read_text()
            time.sleep(0.2)

    def _answers(self):
        try:
            return httpx.get(f"{self.url}/readyz").status_code == 200  # the worker's heart beats
        except httpx.TransportError:
            return False

    def spare(self):
        return self.people["members"].pop()

    def rows(self, sql, *values):
        """Straight from the database, as dictionaries: what the pages say is compared with it."""
        return database.rows(self.database, sql, *values)

    def story(self):
        """What a failed test is explained by: the tasks that have not ended, and the log."""
        open_tasks = self.rows("SELECT * FROM studio_task WHERE finished_at IS NULL")
        vendors = self.rows("SELECT slug, failures, paused_until, pause_reason FROM studio_vendor")
        return f"{open_tasks}\n{vendors}\n{self.output.read_text()[-4000:]}"

    def hold(self):
        """The demo's key has no room: what is asked of it waits in line."""
        database.change(self.database, ROOM, 0)

    def release(self):
        database.change(self.database, ROOM, 50)

    def entries(self, person, kind=None):
        """A person's moves of credits, oldest first, without what was granted at the start."""
        sql = (
            "SELECT entry.* FROM credits_entry entry JOIN credits_account account"
            " ON account.id = entry.account_id WHERE account.user_id = ?"
            " AND entry.kind != 'grant' ORDER BY entry.id"
        )
        found = self.rows(sql, person["id"].replace("-", ""))
        return [entry for entry in found if kind in (None, entry["kind"])]
