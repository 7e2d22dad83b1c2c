"""Which addresses may be reached."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

import httpcore

PORTS = (80, 443)

# "Global" to Python 3.11, but nobody's web server: protocol assignments, 6to4 relays.
SPECIAL_V4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))

GLOBAL_UNICAST = IPv6Network("2000::/3")  # NAT64 and v4-mapped addresses lie outside
SPECIAL_V6 = (
    IPv6Network("2001::/23"),  # Teredo, ORCHID, benchmarking
    IPv6Network("2001:db8::/32"),
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("3fff::/20"),
)
ISATAP = (0x00005EFE, 0x02005EFE)  # bits 32-63 of an address that embeds a v4 one


class Blocked(httpcore.ConnectError):
    pass


class NameNotFound(httpcore.ConnectError):
    pass


def lookup(host: str, port: int) -> list[str]:
    """The addresses of `host`, without repeats, in the resolver's order."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NameNotFound("name not found") from None
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return _is_public_v4(address)
    embeds_v4 = (int(address) >> 32) & 0xFFFFFFFF in ISATAP
    special = any(address in network for network in SPECIAL_V6)
    return address in GLOBAL_UNICAST and address.is_global and not special and not embeds_v4


def _is_public_v4(address: IPv4Address) -> bool:
    if address.is_multicast or address.is_reserved:
        return False
    return address.is_global and not any(address in network for network in SPECIAL_V4)


class Guard:
    """Judges addresses; `allow` names what is exempt: hosts, `host:port`, addresses, networks."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._hosts: set[str] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        for entry in allow:
            try:
                self._networks.append(ip_network(entry, strict=False))
            except ValueError:
                self._hosts.add(entry.lower())

    def admit(self, host: str, port: int, addresses: list[str]) -> None:
        """Raises Blocked unless every address is fit: one bad one taints the name."""
        if not addresses:
            raise NameNotFound("name not found")
        if {host.lower(), f"{host.lower()}:{port}"} & self._hosts:
            return
        for text in addresses:
            if not self._is_fit(ip_address(text), port):
                raise Blocked("blocked address")

    def _is_fit(self, address: IPv4Address | IPv6Address, port: int) -> bool:
        if any(address in network for network in self._networks):
            return True
        return port in PORTS and is_public(address)
