"""A URL taken apart for the wire, without changing a byte of what will be signed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from urllib.parse import quote

import httpcore

DEFAULT_PORTS = {"http": 80, "https": 443}
FLAGS = re.IGNORECASE | re.ASCII
URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<target>[^#]*)(?:#.*)?", FLAGS)
AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[^\[\]:@]+)(?::(?P<port>[0-9]{1,5}))?", FLAGS)
HOST = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9._-]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
UNPRINTABLE = re.compile(r"[^\x21-\x7e]+")


class BadURL(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Location:
    scheme: str
    host: str  # without the brackets of an IPv6 address
    port: int
    netloc: str  # as the Host header wants it
    target: str  # path and query, printable ASCII

    @classmethod
    def of(cls, url: str) -> Self:
        """Raises BadURL for anything but a plain http(s) URL without a user name."""
        match = URL.fullmatch(url)
        if not match or CONTROL.search(url):
            raise BadURL("not an http address")
        host, port = _authority(match["authority"])
        scheme = match["scheme"].lower()
        netloc = host if port is None else f"{host}:{port}"
        return cls(
            scheme=scheme,
            host=host.strip("[]"),
            port=DEFAULT_PORTS[scheme] if port is None else port,
            netloc=netloc,
            target=_target(match["target"]),
        )

    @property
    def url(self) -> httpcore.URL:
        return self.with_target(self.target)

    def with_target(self, target: str) -> httpcore.URL:
        return httpcore.URL(scheme=self.scheme, host=self.host, port=self.port, target=target)


# The few base URLs of an installation are taken apart once, not at every poll.
located = lru_cache(maxsize=256)(Location.of)


def _authority(text: str) -> tuple[str, int | None]:
    match = AUTHORITY.fullmatch(text)
    if not match:
        raise BadURL("unusable host")
    try:
        host = match["host"].encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise BadURL("unusable host") from None
    if not HOST.fullmatch(host):
        raise BadURL("unusable host")
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port < 65536:
        raise BadURL("unusable port")
    return host, port


def _target(text: str) -> str:
    rooted = text if text.startswith("/") else f"/{text}"
    # Blanks and letters beyond ASCII cannot go on the wire; everything else stays.
    return UNPRINTABLE.sub(lambda match: quote(match[0], errors="replace"), rooted)
