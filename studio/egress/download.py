"""Fetching a vendor's result: any public host, no credentials, bounded in every way."""

from __future__ import annotations

import builtins
import errno
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin

import httpcore

from studio.egress.backends import Deadline, GuardedBackend, tls
from studio.egress.errors import DownloadError, DownloadFailed, DownloadRefused, LinkExpired
from studio.egress.guard import Blocked, Guard, NameNotFound
from studio.egress.location import BadURL, Location

REDIRECTS = 3
EXPIRED = (401, 403, 404, 410)
MOVED = (301, 302, 303, 307, 308)
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
HEAD = 4096  # bytes kept for a look at what the file is
TIMEOUTS = {"connect": 10.0, "read": 30.0, "write": 30.0}


@dataclass(frozen=True, slots=True)
class Downloaded:
    bytes: int
    sha256: str
    content_type: str  # the sender's claim
    head: builtins.bytes


def download(
    url: str, target_path: Path, *, max_bytes: int, deadline: float, allow: Iterable[str]
) -> Downloaded:
    """Writes the file to `target_path` within `deadline` seconds, or leaves none there."""
    backend = GuardedBackend(Guard(allow), Deadline(deadline))
    with told_apart():
        location = Location.of(url)
        for _ in range(REDIRECTS + 1):
            with closing(_connect(location, backend)) as connection:
                response = connection.handle_request(_request(location))
                with closing(response):
                    if response.status not in MOVED:
                        return _save(response, target_path, max_bytes)
                    location = _moved(location, response)
        raise DownloadFailed("too many redirects")


def _connect(location: Location, backend: GuardedBackend) -> httpcore.HTTPConnection:
    return httpcore.HTTPConnection(location.url.origin, tls(), network_backend=backend)


def _request(location: Location) -> httpcore.Request:
    headers = [
        ("Host", location.netloc),
        ("User-Agent", "Atelier"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
    ]
    return httpcore.Request("GET", location.url, headers=headers, extensions={"timeout": TIMEOUTS})


def _header(response: httpcore.Response, wanted: bytes) -> str:
    for name, value in response.headers:
        if name.lower() == wanted:
            return value.decode("utf-8", "replace").strip()
    return ""


def _moved(location: Location, response: httpcore.Response) -> Location:
    there = _header(response, b"location")
    if not there:
        raise DownloadFailed("redirect to nowhere")
    here = f"{location.scheme}://{location.netloc}{location.target}"
    # An absolute address is taken as it is: joining may rewrite what was signed.
    return Location.of(there if ABSOLUTE.match(there) else urljoin(here, there))


def _save(response: httpcore.Response, path: Path, max_bytes: int) -> Downloaded:
    if response.status in EXPIRED:
        raise LinkExpired(f"status {response.status}")
    if response.status != 200:
        raise DownloadFailed(f"status {response.status}")
    if _header(response, b"content-encoding") not in ("", "identity"):
        raise DownloadFailed("compressed answer")
    try:
        with path.open("wb") as file:
            return _copy(response, file, max_bytes)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _copy(response: httpcore.Response, file: BinaryIO, max_bytes: int) -> Downloaded:
    declared = _header(response, b"content-length")
    if declared.isdigit() and int(declared) > max_bytes:
        raise DownloadRefused("too large")
    digest, size, head = hashlib.sha256(), 0, b""
    for chunk in response.iter_stream():
        size += len(chunk)
        if size > max_bytes:
            raise DownloadRefused("too large")
        head += chunk[: HEAD - len(head)]
        digest.update(chunk)
        file.write(chunk)
    if size == 0 or (declared.isdigit() and int(declared) != size):
        raise DownloadFailed("truncated" if size else "empty")
    file.flush()
    os.fsync(file.fileno())
    return Downloaded(size, digest.hexdigest(), _header(response, b"content-type"), head)


@contextmanager
def told_apart() -> Iterator[None]:
    try:
        yield
    except DownloadError:
        raise
    except (BadURL, Blocked) as error:
        raise DownloadRefused(str(error)) from None
    except Exception as error:
        raise DownloadFailed(_reason(error)) from None


def _reason(error: Exception) -> str:
    match error:
        case httpcore.TimeoutException():
            return "too slow"
        case NameNotFound():
            return "name not found"
        case httpcore.ConnectError():
            return "cannot connect"
        case httpcore.NetworkError():
            return "connection lost"
        case httpcore.RemoteProtocolError():
            return "truncated"
        case OSError(errno=errno.ENOSPC):
            return "disk full"
        case OSError():
            return "cannot write"
    return "connection broke"
