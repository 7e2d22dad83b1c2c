"""Ports for servers of the tests, each with a number that nobody else comes upon."""

import os
import socket

FIRST, LAST = 20_000, 32_000  # below those that the system gives to connections


def two_free():
    """Two neighbours: processes that run side by side begin to look at different places."""
    for port in range(FIRST + os.getpid() % 5_000 * 2, LAST, 2):
        if is_free(port) and is_free(port + 1):
            return port, port + 1
    raise OSError("no two ports are free")


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
