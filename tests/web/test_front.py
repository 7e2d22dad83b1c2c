import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
import uvicorn
from a2wsgi import WSGIMiddleware

from studio.front import EventStream, Front
from studio.front.sendfile import FileSender
from tests.fakes.live import QUICK, FakeLive, plain

CONTENT = bytes(range(256)) * 4000


@contextmanager
def serving(application):
    config = uvicorn.Config(application, port=0, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def until(condition, seconds=3):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


@pytest.fixture
def live():
    return FakeLive()


@pytest.fixture
def port(live, tmp_path):
    with serving(Front(plain, EventStream(live, QUICK), roots=[tmp_path])) as port:
        yield port


@contextmanager
def listening(port, cookie="alice", path="/events/", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    connection.request("GET", path, headers={"Cookie": cookie, **headers})
    with closing(connection):
        response = connection.getresponse()
        yield response


def block(response):
    """The next lines up to a blank one; empty at the end of the stream."""
    lines = []
    while (line := response.readline()) not in (b"\n", b""):
        lines.append(line.decode().rstrip("\n"))
    return lines


def get(port, path, method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    with closing(connection):
        connection.request(method, path, headers=headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()


def test_a_stream_begins_with_where_it_stands(port, live):
    live.add(7)

    with listening(port) as stream:
        assert stream.status == 200
        assert stream.getheader("content-type") == "text/event-stream; charset=utf-8"
        assert stream.getheader("cache-control") == "no-store, no-transform"
        assert block(stream) == ["retry: 3000", "id: 7"]


def test_a_change_reaches_who_may_see_it(port, live):
    with listening(port, "alice") as alice, listening(port, "bob") as bob:
        block(alice), block(bob)
        live.add(1, "alice")
        live.add(2, "bob", kind="balance")
        live.add(3)

        assert block(alice) == ["id: 1", "event: task", 'data: {"id": "object-1"}']
        assert block(alice)[0] == "id: 3"
        assert block(bob) == ["id: 2", "event: balance", 'data: {"id": "object-2"}']
        assert block(bob)[0] == "id: 3"


def test_strangers_get_nothing_and_are_not_asked_back(port):
    assert get(port, "/events/")[0] == 204
    assert get(port, "/events/", Cookie="mallory")[::2] == (204, b"")


def test_only_reading_is_possible(port):
    assert get(port, "/events/", "POST", Cookie="alice")[0] == 405


def test_a_database_that_is_away_means_try_later(port, live):
    live.broken = True

    assert get(port, "/events/", Cookie="alice")[0] == 503


@pytest.mark.parametrize("how", ["header", "query"])
def test_a_browser_that_returns_hears_what_it_missed_once(port, live, how):
    for number in range(1, 5):
        live.add(number, "bob" if number == 3 else "all")
    headers = {"Last-Event-ID": "1"} if how == "header" else {}

    with listening(port, path="/events/?x=1&after=1", **headers) as stream:
        assert block(stream)[1] == "id: 1"
        assert [block(stream)[0], block(stream)[0]] == ["id: 2", "id: 4"]
        live.add(5)
        assert block(stream)[0] == "id: 5"


def test_the_database_is_read_once_for_all_who_listen(port, live):
    with listening(port) as first, listening(port) as second, listening(port, "bob") as third:
        streams = [first, second, third]
        for stream in streams:
            block(stream)
        time.sleep(0.05)
        live.asked.clear()
        live.add(1)
        for stream in streams:
            block(stream)
        time.sleep(0.05)

        assert live.asked.count("changes") == 1
        assert "authenticate" not in live.asked


def test_a_change_that_no_look_notices_still_comes(port, live):
    live.blind = True
    with listening(port) as stream:
        block(stream)
        live.add(1)

        assert block(stream)[0] == "id: 1"


def test_a_change_that_commits_late_is_not_lost(port, live):
    with listening(port) as stream:
        block(stream)
        live.add(2)
        overtaking = block(stream)
        live.add(1)
        late = block(stream)
        live.add(3)
        after = block(stream)

    assert overtaking[::2] == ["id: 0", 'data: {"id": "object-2"}']
    assert late[::2] == ["id: 1", 'data: {"id": "object-1"}']
    assert after[::2] == ["id: 3", 'data: {"id": "object-3"}']


def test_the_watcher_survives_a_database_that_goes_away(port, live):
    with listening(port) as stream:
        block(stream)
        live.broken = True
        time.sleep(0.05)
        live.broken = False
        live.add(1)

        assert block(stream)[0] == "id: 1"


def test_nobody_listening_means_nobody_asking(port, live):
    with listening(port) as stream:
        block(stream)
    live.add(1)
    until(lambda: idle(live))

    with listening(port) as stream:
        assert block(stream)[1] == "id: 1"


def idle(live):
    live.asked.clear()
    time.sleep(0.1)
    return not live.asked


def paced(live, tmp_path, **pace):
    return serving(Front(plain, EventStream(live, replace(QUICK, **pace)), roots=[tmp_path]))


def test_a_quiet_stream_beats(live, tmp_path):
    with paced(live, tmp_path, heartbeat=0.05) as port, listening(port) as stream:
        block(stream)

        beat = ["event: beat", "data: {}"]
        assert [block(stream), block(stream)] == [beat, beat]


def test_a_stream_has_an_end(live, tmp_path):
    with (
        paced(live, tmp_path, life=0.2, heartbeat=0.05) as port,
        listening(port) as stream,
    ):
        assert stream.read().startswith(b"retry: 3000\nid: 0\n\nevent: beat\n")


def test_a_stream_ends_with_its_session(live, tmp_path):
    with paced(live, tmp_path, recheck=0.05) as port, listening(port) as stream:
        block(stream)
        live.guests.clear()

        stream.read()


def test_a_session_that_cannot_be_checked_is_not_ended(live, tmp_path):
    with paced(live, tmp_path, recheck=0.05) as port, listening(port) as stream:
        block(stream)
        live.broken = True
        time.sleep(0.1)
        live.broken = False
        live.add(1)

        assert next(lines for lines in iter(lambda: block(stream), []) if lines != [":"])


def scope_of(path, cookie=b"alice", **more):
    headers = [(b"cookie", cookie)]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    return scope | more


class Browser:
    """One ASGI exchange by hand. It reads only while `reads` is set."""

    def __init__(self):
        self.sent = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.left = asyncio.Event()

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        await self.reads.wait()
        self.sent.append(message)


def test_a_browser_that_does_not_read_is_let_go(live):
    async def run():
        browser, events = Browser(), EventStream(live, QUICK)
        task = asyncio.create_task(events(scope_of("/events/"), browser.receive, browser.send))
        while len(browser.sent) < 2:
            await asyncio.sleep(0.01)
        browser.reads.clear()
        live.add(1)
        await asyncio.wait_for(task, 2)

    asyncio.run(run())


def test_a_browser_far_behind_is_let_go(live):
    from studio.front.watcher import WAITING, Subscriber

    async def run():
        subscriber = Subscriber("alice", 0)
        for number in range(WAITING + 1):
            subscriber.offer(b"%d" % number)
        return subscriber.ended

    assert asyncio.run(run())


def test_streams_end_when_the_process_is_told_to_stop(live):
    async def run():
        browser, events = Browser(), EventStream(live, QUICK)
        task = asyncio.create_task(events(scope_of("/events/"), browser.receive, browser.send))
        while len(browser.sent) < 2:
            await asyncio.sleep(0.01)
        events.stop()
        await asyncio.wait_for(task, 1)
        late = Browser()
        await events(scope_of("/events/"), late.receive, late.send)
        return browser.sent[-1], late.sent[0]["status"]

    last, status = asyncio.run(run())

    assert last == {"type": "http.response.body", "body": b"", "more_body": False}
    assert status == 503


@pytest.mark.slow
def test_sigterm_stops_the_server_at_once_in_spite_of_open_streams(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = ["-m", "uvicorn", "tests.fakes.live:application", "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, *command, "--log-level", "error"],
        env=os.environ | {"FRONT_ROOT": str(tmp_path)},
    )
    try:
        until(lambda: reachable(port), 10)
        with listening(port) as stream:
            block(stream)
            server.send_signal(signal.SIGTERM)
            started = time.monotonic()
            rest = stream.read()
            server.wait(5)
    finally:
        server.kill()

    assert rest == b""
    assert time.monotonic() - started < 1.5


def reachable(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "ümläut" / "film 狐.mp4"
    path.parent.mkdir()
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(CONTENT)
    return path


def test_everything_else_goes_inside(port):
    status, headers, body = get(port, "/events/since/5")

    assert (status, headers["content-type"], body) == (200, "text/plain", b"hello")


def test_a_file_is_sent_whole_without_telling_where_it_lies(port, clip):
    status, headers, body = get(port, f"/file?{clip}")

    assert (status, body) == (200, CONTENT)
    assert headers["content-length"] == str(len(CONTENT))
    assert headers["accept-ranges"] == "bytes"
    assert headers["content-type"] == "text/plain"
    assert "x-sendfile" not in {name.lower() for name in headers}


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-0", 206, slice(0, 1)),
        ("bytes=5-300000", 206, slice(5, 300001)),
        ("bytes=1000-", 206, slice(1000, None)),
        ("bytes=-10", 206, slice(-10, None)),
        ("bytes=10-99999999", 206, slice(10, None)),
        ("bytes=-99999999", 200, slice(None)),
        ("bytes=0-", 200, slice(None)),
        ("bytes=5-2", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("lines=0-1", 200, slice(None)),
    ],
)
def test_a_part_is_sent_as_asked(port, clip, asked, status, part):
    got, headers, body = get(port, f"/file?{clip}", Range=asked)

    assert (got, body) == (status, CONTENT[part])
    if status == 206:
        first, last, size = part.indices(len(CONTENT))[0], None, len(CONTENT)
        last = first + len(body) - 1
        assert headers["content-range"] == f"bytes {first}-{last}/{size}"


@pytest.mark.parametrize("asked", [f"bytes={len(CONTENT)}-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(port, clip, asked):
    status, headers, _ = get(port, f"/file?{clip}", Range=asked)

    assert (status, headers["content-range"]) == (416, f"bytes */{len(CONTENT)}")


def test_a_part_of_another_version_is_not_mixed_in(port, clip):
    headers = {"Range": "bytes=0-9", "If-Range": '"other"'}

    assert get(port, f"/file?{clip}", **headers)[0] == 200


def test_head_tells_the_length_and_sends_nothing(port, clip):
    status, headers, body = get(port, f"/file?{clip}", "HEAD")

    assert (status, headers["content-length"], body) == (200, str(len(CONTENT)), b"")


def test_an_empty_file_is_a_file(port, tmp_path):
    (tmp_path / "empty").touch()

    assert get(port, f"/file?{tmp_path}/empty")[::2] == (200, b"")


def test_only_plain_files_below_the_allowed_folders_are_sent(port, tmp_path):
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    outside = ["/etc/passwd", f"{tmp_path}/../../etc/passwd", f"{tmp_path}/link"]
    unusable = [f"{tmp_path}/{name}" for name in ("fifo", "folder", "missing", "a" * 300)]

    for path in (*outside, *unusable):
        status, headers, body = get(port, f"/file?{path}")
        assert (status, body) == (404, b"Not found\n")
        assert "x-sendfile" not in {name.lower() for name in headers}


def by_django(path):
    """What Django makes of the header, in one thread."""
    from email.header import Header

    def application(environ, start_response):
        headers = []
        if environ["PATH_INFO"] == "/file":
            value = Header(str(path), "utf-8", maxlinelen=10**6).encode()
            headers = [("X-Sendfile", value)]
        start_response("200 OK", headers)
        return [b"hello"]

    return WSGIMiddleware(application, workers=1)


def test_a_stalled_browser_holds_no_thread_of_django(live, tmp_path, film):
    front = Front(by_django(film), EventStream(live, QUICK), roots=[tmp_path])
    film.write_bytes(CONTENT * 10)
    with serving(front) as port:
        stalled = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
        for one in stalled:
            one.sendall(b"GET /file HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.1)

        assert get(port, "/")[2] == b"hello"
        assert get(port, "/file")[2] == CONTENT * 10
        for one in stalled:
            one.close()


def test_a_file_is_not_read_on_when_the_browser_has_left(clip, tmp_path):
    clip.write_bytes(CONTENT * 20)

    async def run():
        browser, sender = Browser(), FileSender(plain, [tmp_path])
        browser.left.set()
        scope = scope_of("/file", query_string=str(clip).encode())
        await sender(scope, browser.receive, browser.send)
        return browser.sent

    assert len(asyncio.run(run())) < 5


def test_websockets_are_turned_away(live, tmp_path):
    async def run():
        browser, front = Browser(), Front(plain, EventStream(live), roots=[tmp_path])
        await front({"type": "websocket", "path": "/events/"}, browser.receive, browser.send)
        return browser.sent

    assert asyncio.run(run()) == [{"type": "websocket.close", "code": 1000}]
