"""`python -m tests.bench [polls|delay|history|create|live|pages]`; fails when a ratio is missed."""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys

SECTIONS = ("polls", "delay", "history", "create", "live", "pages")


def main() -> int:
    options = _options()
    if options.section:
        section = importlib.import_module(f"tests.bench.{options.section}")
        return 0 if section.run(options) else 1
    # A process each: a section has a database and settings of its own.
    argv = [sys.executable, "-m", "tests.bench", *sys.argv[1:]]
    codes = [subprocess.run([*argv, name], check=False).returncode for name in SECTIONS]
    return max(codes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("section", nargs="?", choices=SECTIONS, help="all of them by default")
    parser.add_argument("--tasks", type=int, default=3000, help="polls: tasks in flight")
    parser.add_argument("--seconds", type=float, default=20, help="polls: measured for so long")
    parser.add_argument("--rate", type=float, default=2, help="delay: tasks finished per second")
    parser.add_argument("--finishing", type=float, default=30, help="delay: for so many seconds")
    parser.add_argument("--browsers", type=int, default=500, help="live: streams that are open")
    parser.add_argument("--idle", type=float, default=60, help="live: seconds that nothing happens")
    parser.add_argument("--assets", type=int, default=int(os.environ.get("ASSETS", 1_000_000)))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
