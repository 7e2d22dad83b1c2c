"""The process that decodes what strangers made: `python -m studio.media.child COMMAND JSON`.

It limits itself before it imports a decoder, answers with JSON on standard output, and
ends with its parent. It imports nothing of Django.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import json
import os
import resource
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio.media.errors import Limits, MediaError

COMMANDS = {
    "probe": "studio.media.proof",
    "derive": "studio.media.renditions",
    "clean": "studio.media.cleaning",
    "cut": "studio.media.cutting",
}
PR_SET_PDEATHSIG = 1
OURS = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES),
    *(errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EMFILE),
}


def main(command: str, arguments: str) -> int:
    given = json.loads(arguments)
    limits = Limits(**given.pop("limits"))
    _die_with(given.pop("parent"))
    _restrict(limits)
    paths = {name: Path(given.pop(name)) for name in ("source", "target") if name in given}
    module = importlib.import_module(COMMANDS[command])
    answer = _attempt(lambda: module.work(limits=limits, **paths, **given))
    sys.stdout.write(json.dumps(answer))
    return 0 if answer else 1


def _restrict(limits: Limits) -> None:
    # At the soft limit of CPU time comes SIGXCPU; at the hard one a SIGKILL that says nothing.
    for what, amount, slack in (
        (resource.RLIMIT_AS, limits.memory, 0),
        (resource.RLIMIT_CPU, limits.cpu, 5),
        (resource.RLIMIT_FSIZE, limits.file_size, 0),
        (resource.RLIMIT_NOFILE, 64, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = amount + slack if hard == resource.RLIM_INFINITY else min(amount + slack, hard)
        resource.setrlimit(what, (min(amount, most), most))


def _die_with(parent: int) -> None:
    """Linux only; elsewhere the wall clock of the parent has to do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before we asked
            sys.exit(1)


def _attempt(work: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"result": work()}
    except MediaError as error:
        return {"error": {"code": error.code, "message": error.message}}
    except MemoryError:
        return _refusal("too_large")
    except Exception as error:
        return _judge(error)


def _judge(error: Exception) -> dict[str, Any]:
    """Decoders raise nearly anything for a bad file; only our own disk is told apart."""
    from av.error import FFmpegError
    from PIL import Image

    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return _refusal("too_large")
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.EFBIG, errno.ENOMEM):
        return _refusal("too_large")
    if number in OURS and not isinstance(error, FFmpegError):
        return {"errno": number}
    if not isinstance(error, OSError | ValueError | SyntaxError | EOFError):
        import traceback

        traceback.print_exception(error)
        return {}
    return _refusal("damaged")


def _refusal(code: Any) -> dict[str, Any]:
    error = MediaError(code)
    return {"error": {"code": error.code, "message": error.message}}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main(sys.argv[1], sys.argv[2]))
