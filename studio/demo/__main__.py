"""`python -m studio.demo [--port N]` serves the demo vendor on loopback."""

from __future__ import annotations

import argparse
import os

import uvicorn

from studio.demo.server import DemoVendor


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m studio.demo", description=__doc__)
    port = os.environ.get("STUDIO_DEMO_PORT", "8001")
    parser.add_argument("--port", type=int, default=port)
    speed = float(os.environ.get("STUDIO_DEMO_SPEED") or 1)
    uvicorn.run(
        DemoVendor(speed),
        host="127.0.0.1",  # it has no key, so that it may have no neighbours
        port=parser.parse_args().port,
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
