"""`make run` as a person meets it: real processes, the real job queue, the demo vendor."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import loopback, ports

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """(process, URL, environment, output so far) of a studio on an empty folder."""
    folder = tmp_path_factory.mktemp("studio")
    port, demo_port = ports.two_free()
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("STUDIO_", "DATABASE_URL", "TEST_DATABASE", "PUBLIC_URL"))
    } | {
        "PORT": str(port),
        "STUDIO_DATA": str(folder / "data"),
        "STUDIO_STATIC": str(folder / "static"),
        "STUDIO_DEMO_PORT": str(demo_port),
        "STUDIO_DEMO_SPEED": "10",
        "STUDIO_STOP_GRACE": "10",
        "STUDIO_CLUSTER": f"test-{port}",
    }
    output = folder / "output"
    with output.open("w") as file:
        argv = [sys.executable, "manage.py", "start"]
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdout=file, stderr=file)
    yield process, f"http://127.0.0.1:{port}", env, output
    process.kill()
    process.wait()


def until(ready, seconds, output):
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, output.read_text()
        time.sleep(0.2)


def manage(env, *argv):
    done = subprocess.run(
        [sys.executable, "manage.py", *argv],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.slow
def test_a_first_start_makes_pictures_and_a_stop_leaves_nothing(studio):
    process, url, env, output = studio

    until(lambda: "is ready" in output.read_text(), 90, output)
    password = re.search(r"password\s+(\S+)", output.read_text())[1]
    headers = {"Authorization": f"Bearer {manage(env, 'api_token', 'admin').split()[-1]}"}

    def made():
        items = loopback.get(f"{url}/api/v1/runs", headers=headers).json()["items"]
        return len(items) == 3 and all(item["status"] == "succeeded" for item in items)

    until(made, 90, output)
    asset = loopback.get(f"{url}/api/v1/assets", headers=headers).json()["items"][0]
    part = loopback.get(asset["url"], headers=headers | {"Range": "bytes=0-9"})
    assert (part.status_code, len(part.content)) == (206, 10)
    assert json.loads(manage(env, "invariants", "--json")) == {"ok": True, "broken": []}
    assert len(password) >= 12

    process.send_signal(signal.SIGINT)
    process.wait(30)
    mine = env["STUDIO_DATA"]
    left = [
        path.parent.name
        for path in Path("/proc").glob("[0-9]*/environ")
        if mine.encode() in readable(path)
    ]
    assert left == []


def readable(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""
