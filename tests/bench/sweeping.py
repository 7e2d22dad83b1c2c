"""One real sweep in a process of its own, measured over a window in its middle."""

from __future__ import annotations

import json
import sys
import threading
import time

import django

django.setup()

from studio import sweep  # noqa: E402
from tests.bench import vendor  # noqa: E402
from tests.bench.cost import Meter  # noqa: E402

WARM_UP = 4.0
found: dict[str, float] = {}


def measure(url: str, seconds: float) -> None:
    time.sleep(WARM_UP)
    before, meter = vendor.ask(url, "/count")["polls"], Meter()
    time.sleep(seconds)
    found.update(meter.read(vendor.ask(url, "/count")["polls"] - before))
    sweep.stop_sweep()


def main(url: str, seconds: float) -> None:
    sweep.allow_sweep()
    threading.Thread(target=measure, args=(url, seconds), daemon=True).start()
    sweep.sweep()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
