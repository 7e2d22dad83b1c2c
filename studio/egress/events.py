"""Server-sent events, from bytes as they come to the payloads of their `data:` lines."""

from __future__ import annotations

import re

# A CR at the very end of what came so far may be the first half of a CRLF.
LINE_END = re.compile(rb"\r\n|\n|\r(?=[^\n])")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class EventReader:
    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0  # so that a long line is not searched again with every chunk
        self._data: list[bytes] = []
        self._first = True

    def feed(self, chunk: bytes) -> list[bytes]:
        """The events that `chunk` completes."""
        self._buffer += chunk
        start, found = 0, []
        for match in LINE_END.finditer(self._buffer, self._searched):
            found += self._line(bytes(self._buffer[start : match.start()]))
            start = match.end()
        del self._buffer[:start]
        self._searched = max(0, len(self._buffer) - 1)
        return found

    def finish(self) -> list[bytes]:
        """The last event, where a vendor ends without the blank line it owes us."""
        return [*self.feed(b"\n\n"), *self._line(b"")]

    def _line(self, line: bytes) -> list[bytes]:
        if self._first:
            line, self._first = line.removeprefix(BYTE_ORDER_MARK), False
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" "))
        return []

    def _dispatch(self) -> list[bytes]:
        if not self._data:
            return []
        event, self._data = b"\n".join(self._data), []
        return [event]
