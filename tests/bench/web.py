"""A real web process, as an installation runs it, and what it takes of the machine."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import ports
from tests.bench import place

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60.0


@dataclass(frozen=True)
class Web:
    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """Seconds of CPU so far, of all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Bytes that are its own: what ends when it ends."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        found = dict(line.split(":", 1) for line in lines[1:])
        return (
            sum(int(found[name].split()[0]) for name in ("Private_Clean", "Private_Dirty")) * 1024
        )


@contextmanager
def running(folder: Path) -> Iterator[Web]:
    from studio import processes

    port, _next = ports.two_free()
    with (folder / "web.log").open("w") as log:
        argv = processes.web_argv("127.0.0.1")[1:-1]
        with place.python(*argv, str(port), stdout=log, stderr=subprocess.STDOUT) as process:
            try:
                web = Web(port, process.pid)
                _wait_for(web)
                yield web
            finally:
                process.terminate()


def _wait_for(web: Web) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{web.url}/healthz", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web process does not answer")
