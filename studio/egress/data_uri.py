"""A result that came inside the answer, as a data URI."""

from __future__ import annotations

import binascii
import hashlib
import os
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes

from studio.egress.download import HEAD, Downloaded
from studio.egress.errors import DownloadFailed, DownloadRefused

BLANKS = b" \t\r\n"


def decode_data_uri(url: str, target_path: Path, max_bytes: int) -> Downloaded:
    """Writes what the URI holds to `target_path`; raises DownloadRefused or -Failed."""
    mime, content = read_data_uri(url, max_bytes)
    _write(target_path, content)
    digest = hashlib.sha256(content).hexdigest()
    return Downloaded(len(content), digest, mime, content[:HEAD])


def read_data_uri(url: str, max_bytes: int) -> tuple[str, bytes]:
    """(type that it claims, bytes); raises DownloadRefused."""
    head, comma, payload = url.partition(",")
    match = re.fullmatch(r"data:(?P<type>[^;,]*)(?P<rest>(?:;[^;,]*)*)", head, re.IGNORECASE)
    if not match or not comma:
        raise DownloadRefused("not a data URI")
    if match["rest"].lower().endswith(";base64"):
        content = _base64(payload, max_bytes)
    else:
        content = _plain(payload, max_bytes)
    if not content or len(content) > max_bytes:
        raise DownloadRefused("too large" if content else "empty")
    return match["type"].lower(), content


def _plain(payload: str, max_bytes: int) -> bytes:
    if len(payload) > max_bytes * 3:  # every byte may be written as %xx
        raise DownloadRefused("too large")
    return unquote_to_bytes(payload)


def _base64(payload: str, max_bytes: int) -> bytes:
    if len(payload) > max_bytes * 2 + 1024:  # a third more, and room for line breaks
        raise DownloadRefused("too large")
    text = unquote_to_bytes(payload).translate(None, BLANKS).rstrip(b"=")
    try:
        return binascii.a2b_base64(text + b"=" * (-len(text) % 4), strict_mode=True)
    except ValueError:
        raise DownloadRefused("not base64") from None


def _write(path: Path, content: bytes) -> None:
    try:
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise DownloadFailed("cannot write") from None
