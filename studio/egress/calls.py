"""One call to a vendor: sent, read to its end, and told apart when it breaks."""

from __future__ import annotations

import asyncio
import logging
import ssl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore

from providers.types import Call, Reply
from studio.egress.connections import Client, Connection
from studio.egress.errors import CallError, NotSent, Unknown
from studio.egress.guard import Blocked, NameNotFound
from studio.egress.wire import Target, prepare, total_timeout

log = logging.getLogger(__name__)


class TooLarge(Exception):
    pass


# Only a failed connect proves that nothing was sent; a reset does not.
MEANINGS: tuple[tuple[type[Exception], type[CallError], str], ...] = (
    (Blocked, NotSent, "blocked address"),
    (NameNotFound, NotSent, "name not found"),
    (httpcore.ConnectError, NotSent, "cannot connect"),
    (httpcore.ConnectTimeout, NotSent, "connect timeout"),
    (httpcore.PoolTimeout, NotSent, "no free connection"),
    (httpcore.TimeoutException, Unknown, "no answer in time"),
    (TimeoutError, Unknown, "no answer in time"),
    (httpcore.NetworkError, Unknown, "connection lost"),
    (httpcore.ProtocolError, Unknown, "broken answer"),
    (zlib.error, Unknown, "broken answer"),
    (TooLarge, Unknown, "answer too large"),
)


async def perform(call: Call, target: Target, *, client: Client) -> Reply:
    """Raises NotSent where the vendor saw nothing, Unknown where it may have."""
    request = prepare(call, target, client.agent)
    with told_apart():
        async with client.connection(request.url.origin, target.connect_timeout) as connection:
            async with asyncio.timeout(total_timeout(call, target)):
                return await _exchange(connection, request, target.max_bytes)


async def _exchange(connection: Connection, request: httpcore.Request, limit: int) -> Reply:
    response = await connection.handle_async_request(request)
    try:
        return await read(response, limit)
    finally:
        await response.aclose()


async def read(response: httpcore.Response, limit: int) -> Reply:
    body = bytearray()
    async for chunk in response.aiter_stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge
    headers = lowered(response)
    return Reply(response.status, _plain(bytes(body), headers, limit), headers)


def lowered(response: httpcore.Response) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _plain(body: bytes, headers: dict[str, str], limit: int) -> bytes:
    # We ask for plain bytes; a proxy that compresses all the same must not cost a reply.
    if headers.get("content-encoding") not in ("gzip", "x-gzip"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    plain = unpacker.decompress(body, limit)
    if not unpacker.eof:
        raise TooLarge
    return plain


@contextmanager
def told_apart() -> Iterator[None]:
    """Turns every trouble into NotSent or Unknown; nothing of it reaches a log or page."""
    try:
        yield
    except CallError:
        raise
    except Exception as error:
        raise _meaning(error) from None


def _meaning(error: Exception) -> CallError:
    if isinstance(error, httpcore.ConnectError) and isinstance(error.__cause__, ssl.SSLError):
        return NotSent("TLS handshake failed")
    for kind, meaning, reason in MEANINGS:
        if isinstance(error, kind):
            return meaning(reason)
    log.error("A call broke with %s", type(error).__name__)
    return Unknown("connection broke")
