"""Runs `studio.media.child` as a process of its own, and reads its answer.

A process by `subprocess`, not `multiprocessing`: the job queue's workers are daemonic and
may not have children of that sort.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from studio.media.errors import Code, Limits, MediaError

ROOT = Path(__file__).resolve().parents[2]
ENDED_BY: dict[int, Code] = {
    -signal.SIGXCPU: "timeout",
    -signal.SIGKILL: "too_large",  # the kernel's answer to too much memory
    -signal.SIGXFSZ: "too_large",
}

logger = logging.getLogger(__name__)


def run(command: str, limits: Limits, **arguments: Any) -> dict[str, Any]:
    """The child's answer. Raises MediaError, or OSError where our own disk is at fault."""
    given = {name: _absolute(value) for name, value in arguments.items()}
    given |= {"limits": limits._asdict(), "parent": os.getpid()}
    answer = _answer(_spawn([command, json.dumps(given)], limits.wall))
    if "error" in answer:
        raise MediaError(answer["error"]["code"], answer["error"]["message"])
    if "errno" in answer:
        raise OSError(answer["errno"], os.strerror(answer["errno"]))
    result: dict[str, Any] = answer["result"]
    return result


def _absolute(value: Any) -> Any:
    return str(value.absolute()) if isinstance(value, Path) else value


def _spawn(arguments: list[str], wall: float) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 our own module, and no shell
            [sys.executable, "-m", "studio.media.child", *arguments],
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", "")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=wall,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise MediaError("timeout") from None


def _answer(ended: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    try:
        answer = json.loads(ended.stdout)
    except ValueError:
        answer = None
    if ended.returncode == 0 and isinstance(answer, dict):
        return answer
    tail = ended.stderr[-2000:].decode(errors="replace")
    logger.warning("Media work ended with status %s: %s", ended.returncode, tail)
    raise MediaError(ENDED_BY.get(ended.returncode, "damaged"))
