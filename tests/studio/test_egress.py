import asyncio
import json
import logging
import socket
import ssl
import threading
import time
import traceback

import pytest

from providers.types import Auth, Call
from studio.egress import (
    EgressError,
    NotSent,
    Policy,
    Session,
    Target,
    Unknown,
    call_now,
    guard,
    perform,
)
from tests.fakes.faultproxy import faulty
from tests.fakes.loopback import Answer, serving

KEY = "sk-very-secret-0123456789"
LOOPBACK = Policy(allow=("127.0.0.1",), version="1.2")
ASK = Call("GET", "/tasks/1")
PAY = Call("POST", "/tasks", json={"prompt": "a fox"})


@pytest.fixture
def vendor():
    with serving() as server:
        yield server


def target(url, **more):
    return Target(url, KEY, Auth(), **{"connect_timeout": 1, "total_timeout": 2} | more)


def send(call, to, rules=LOOPBACK):
    return call_now(call, to, rules=rules)


def trouble(call, to, rules=LOOPBACK):
    with pytest.raises(EgressError) as caught:
        send(call, to, rules)
    return caught.value


def test_a_call_brings_the_reply_with_lower_case_headers(vendor):
    vendor.answer = lambda seen: Answer(201, b'{"id": 7}', {"X-Cost": "3"})

    reply = send(PAY, target(vendor.url))

    assert (reply.status, reply.json(), reply.headers["x-cost"]) == (201, {"id": 7}, "3")


def test_a_call_says_who_we_are_and_what_we_take(vendor):
    send(PAY, target(vendor.url))

    seen = vendor.seen[0]
    assert seen.headers["user-agent"] == "Atelier/1.2"
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["host"] == f"127.0.0.1:{vendor.port}"
    assert json.loads(seen.body) == {"prompt": "a fox"}


def test_a_path_goes_out_byte_for_byte(vendor):
    send(Call("GET", "/v1/a%2Fb//c+d?x=%2f+%20&y=[1]|'&z"), target(vendor.url + "/api/"))

    assert vendor.seen[0].path == "/api/v1/a%2Fb//c+d?x=%2f+%20&y=[1]|'&z"


def test_the_key_goes_where_auth_says(vendor):
    in_header = Call("POST", "/", json={}, auth=Auth("header", "X-Key", "Key {key}"))
    in_body = Call("POST", "/", json={"id": 1}, auth=Auth("json", "token", "{key}"))
    nowhere = Call("POST", "/", json={"id": 1}, auth=Auth("none"))

    for call in (PAY, in_header, in_body, nowhere):
        send(call, target(vendor.url))

    default, header, body, none = vendor.seen
    assert default.headers["authorization"] == f"Bearer {KEY}"
    assert header.headers["x-key"] == f"Key {KEY}"
    assert json.loads(body.body) == {"id": 1, "token": KEY}
    assert "authorization" not in body.headers
    assert json.loads(none.body) == {"id": 1}
    assert "authorization" not in none.headers


@pytest.mark.parametrize("path", ["@evil.example/", ".evil.example/", "", "/a b", "/a\r\nX: 1"])
def test_a_path_cannot_leave_the_base_url(vendor, path):
    error = trouble(Call("GET", path), target(vendor.url))

    assert isinstance(error, NotSent)
    assert vendor.seen == []


@pytest.mark.parametrize(
    "url",
    ["ftp://x", "http://u:p@127.0.0.1", "http://127.0.0.1?a=1", "http://127.0.0.1#a", "", "x"],
)
def test_a_base_url_is_plain_or_refused(url):
    assert trouble(ASK, target(url)).reason == "unusable base URL"


def test_redirects_are_not_followed(vendor):
    vendor.answer = lambda seen: Answer(302, b"", {"location": f"{vendor.url}/elsewhere"})

    reply = send(ASK, target(vendor.url))

    assert reply.status == 302
    assert len(vendor.seen) == 1


def test_cookies_are_not_kept(vendor):
    vendor.answer = lambda seen: Answer(headers={"set-cookie": "a=1"})

    async def twice():
        async with Session(lanes=1, rules=LOOPBACK) as session:
            await perform(ASK, target(vendor.url), client=session.polls)
            await perform(ASK, target(vendor.url), client=session.polls)

    asyncio.run(twice())

    assert "cookie" not in vendor.seen[1].headers


def test_proxies_of_the_environment_are_ignored(vendor, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert send(ASK, target(vendor.url)).status == 200


def test_an_answer_that_is_compressed_all_the_same_is_read(vendor):
    import gzip

    packed = gzip.compress(b'{"id": 1}')
    vendor.answer = lambda seen: Answer(body=packed, headers={"content-encoding": "gzip"})

    assert send(ASK, target(vendor.url)).json() == {"id": 1}
    assert vendor.seen[0].headers["accept-encoding"] == "identity"


def test_a_compressed_bomb_stops_at_the_cap(vendor):
    import gzip

    packed = gzip.compress(bytes(10_000_000))
    vendor.answer = lambda seen: Answer(body=packed, headers={"content-encoding": "gzip"})

    assert trouble(ASK, target(vendor.url, max_bytes=50_000)).reason == "answer too large"


def test_an_answer_beyond_the_cap_is_unknown(vendor):
    vendor.answer = lambda seen: Answer(body=bytes(2000))

    error = trouble(PAY, target(vendor.url, max_bytes=1999))

    assert isinstance(error, Unknown)
    assert send(PAY, target(vendor.url, max_bytes=2000)).status == 200


def test_nobody_listening_means_not_sent(vendor):
    with faulty(vendor.port, "refuse") as proxy:
        error = trouble(PAY, target(proxy.url))

    assert isinstance(error, NotSent)
    assert error.reason == "cannot connect"


@pytest.mark.parametrize(
    ("mode", "arrived"),
    [
        ("blackhole", 0),
        ("reset_after_request", 1),
        ("drop_response", 1),
        ("trickle:20", 1),
        ("cut_after:10", 1),
        ("cut_after:110", 1),
        ("latency:3", 1),
    ],
)
def test_any_fault_after_connecting_is_unknown(vendor, mode, arrived):
    with faulty(vendor.port, mode) as proxy:
        started = time.monotonic()
        error = trouble(PAY, target(proxy.url, total_timeout=0.4))
        took = time.monotonic() - started

    assert isinstance(error, Unknown)
    assert len(vendor.seen) == arrived
    assert took < 1


def test_a_call_may_take_longer_than_the_target_allows_others(vendor):
    patient = Call("POST", "/tasks", json={}, timeout=3)
    with faulty(vendor.port, "latency:0.3") as proxy:
        reply = send(patient, target(proxy.url, total_timeout=0.1))

    assert reply.status == 200


def test_a_host_that_never_answers_the_connect_means_not_sent():
    deaf = socket.socket()
    deaf.bind(("127.0.0.1", 0))
    deaf.listen(0)
    fillers = [socket.socket() for _ in range(4)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(deaf.getsockname())

    error = trouble(PAY, target(f"http://127.0.0.1:{deaf.getsockname()[1]}", connect_timeout=0.2))

    for item in (deaf, *fillers):
        item.close()
    assert isinstance(error, NotSent)
    assert error.reason == "connect timeout"


def test_the_deadline_leaves_time_to_tell_that_nothing_was_sent():
    deaf = socket.socket()
    deaf.bind(("127.0.0.1", 0))
    deaf.listen(0)
    fillers = [socket.socket() for _ in range(4)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(deaf.getsockname())
    to = target(f"http://127.0.0.1:{deaf.getsockname()[1]}", connect_timeout=9, total_timeout=0.3)

    error = trouble(PAY, to)

    for item in (deaf, *fillers):
        item.close()
    assert isinstance(error, NotSent)


def test_a_failed_tls_handshake_means_not_sent(vendor):
    error = trouble(PAY, target(f"https://127.0.0.1:{vendor.port}"))

    assert isinstance(error, NotSent)
    assert error.reason == "TLS handshake failed"


def test_a_tls_handshake_that_hangs_or_is_cut_means_not_sent(vendor):
    reasons = []
    for mode in ("blackhole", "reset_after_request"):
        with faulty(vendor.port, mode) as proxy:
            to = target(f"https://127.0.0.1:{proxy.port}", connect_timeout=0.2)
            error = trouble(PAY, to)
        reasons.append((type(error), error.reason))

    assert reasons == [(NotSent, "connect timeout"), (NotSent, "cannot connect")]


def test_the_name_for_tls_stays_while_the_address_is_pinned(monkeypatch):
    names = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda sock, name, ctx: names.append(name)
    listener = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(guard, "lookup", lambda host, port: ["127.0.0.1"])

    def accept():
        client, _ = listener.accept()
        try:
            context.wrap_socket(client, server_side=True)
        except OSError:
            client.close()

    thread = threading.Thread(target=accept)
    thread.start()
    error = trouble(PAY, target(f"https://vendor.test:{listener.getsockname()[1]}"))
    thread.join()
    listener.close()

    assert names == ["vendor.test"]
    assert isinstance(error, NotSent)


def test_polls_share_connections_and_submissions_do_not(vendor):
    async def many():
        async with Session(lanes=2, rules=LOOPBACK) as session:
            polls = [perform(ASK, target(vendor.url), client=session.polls) for _ in range(20)]
            await asyncio.gather(*polls)
            shared = vendor.connections
            for _ in range(3):
                await perform(PAY, target(vendor.url), client=session.submits)
            return shared, vendor.connections - shared

    shared, fresh = asyncio.run(many())

    assert shared == 2
    assert fresh == 3


def test_the_lane_used_last_is_taken_first(vendor):
    async def one_after_another():
        async with Session(lanes=8, rules=LOOPBACK) as session:
            for _ in range(10):
                await perform(ASK, target(vendor.url), client=session.polls)

    asyncio.run(one_after_another())

    assert vendor.connections == 1


def test_a_broken_lane_is_replaced(vendor):
    async def broken_then_well():
        async with Session(lanes=1, rules=LOOPBACK) as session:
            with faulty(vendor.port, "reset_after_request") as proxy:
                for _ in range(3):
                    with pytest.raises(Unknown):
                        await perform(ASK, target(proxy.url), client=session.polls)
                proxy.mode = "ok"
                return await perform(ASK, target(proxy.url), client=session.polls)

    assert asyncio.run(broken_then_well()).status == 200


def test_a_lane_that_the_vendor_closed_is_replaced(vendor):
    vendor.answer = lambda seen: Answer(pieces=[b"{}"])

    async def twice():
        async with Session(lanes=1, rules=LOOPBACK) as session:
            await perform(ASK, target(vendor.url), client=session.polls)
            return await perform(ASK, target(vendor.url), client=session.polls)

    assert asyncio.run(twice()).status == 200


def test_a_full_vendor_means_not_sent_and_holds_up_no_other(vendor):
    async def crowd():
        async with Session(lanes=1, rules=LOOPBACK) as session:
            with faulty(vendor.port, "blackhole") as proxy:
                hung = perform(ASK, target(proxy.url), client=session.polls)
                first = asyncio.create_task(hung)
                await asyncio.sleep(0.05)
                waiting = target(proxy.url, connect_timeout=0.1)
                with pytest.raises(NotSent, match="no free connection"):
                    await perform(ASK, waiting, client=session.polls)
                other = await perform(ASK, target(vendor.url), client=session.polls)
                first.cancel()
                await asyncio.gather(first, return_exceptions=True)
                return other

    assert asyncio.run(crowd()).status == 200


def test_a_cancelled_call_gives_its_lane_back(vendor):
    async def cancelled():
        async with Session(lanes=1, rules=LOOPBACK) as session:
            with faulty(vendor.port, "drop_response") as proxy:
                to = target(proxy.url)
                task = asyncio.create_task(perform(ASK, to, client=session.polls))
                await asyncio.sleep(0.05)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                proxy.mode = "ok"
                return await perform(ASK, to, client=session.polls)

    assert asyncio.run(cancelled()).status == 200


def everything_about(error):
    full = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(full.format()) + str(error) + repr(error) + repr(vars(error))


@pytest.mark.parametrize("mode", ["ok", "refuse", "reset_after_request", "cut_after:10"])
def test_the_key_shows_in_no_error_and_no_log(vendor, mode, caplog):
    caplog.set_level(logging.DEBUG)
    with faulty(vendor.port, mode) as proxy:
        error = trouble(PAY, target(proxy.url, max_bytes=0))

    assert KEY not in everything_about(error)
    assert KEY not in caplog.text
    assert KEY not in repr(target(proxy.url))


@pytest.mark.parametrize("key", ["", "two\nlines", "sk-ключ", " sk"])
def test_a_key_that_no_header_can_carry_is_refused_unseen(vendor, key):
    to = Target(vendor.url, key, Auth())

    error = trouble(PAY, to)

    assert (type(error), error.reason) == (NotSent, "unusable key")
    assert not key.strip() or key not in everything_about(error)


def test_a_body_that_is_not_json_is_not_sent(vendor):
    for broken in ({"x": float("nan")}, {"x": "\ud800"}, {"x": object()}):
        assert trouble(Call("POST", "/", json=broken), target(vendor.url)).reason == "unusable body"

    assert vendor.seen == []
