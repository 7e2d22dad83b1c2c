import asyncio
import time

import pytest

from providers.types import Auth, Call
from studio.egress import NotSent, Policy, Session, Target, Unknown, stream
from studio.egress.events import EventReader
from tests.fakes.faultproxy import faulty
from tests.fakes.loopback import Answer, serving

ASK = Call("POST", "/draw", json={"prompt": "a fox"}, stream=True)
EVENTS = {"content-type": "text/event-stream; charset=utf-8"}


@pytest.fixture
def vendor():
    with serving() as server:
        yield server


def listen(url, **more):
    """The plain reply and the events, or the error after the events that came."""
    to = Target(url, "key", Auth(), **{"connect_timeout": 1, "total_timeout": 2} | more)
    events = []

    async def run():
        async with (
            Session(rules=Policy(allow=("127.0.0.1",))) as session,
            stream(ASK, to, client=session.submits) as opened,
        ):
            async for event in opened.events:
                events.append(event)
            return opened.reply

    try:
        return asyncio.run(run()), events
    except (NotSent, Unknown) as error:
        return error, events


def test_events_come_one_by_one(vendor):
    vendor.answer = lambda seen: Answer(headers=EVENTS, pieces=[b"data: 1\n\n", b"data: 2\n\n"])

    assert listen(vendor.url) == (None, [b"1", b"2"])
    assert "text/event-stream" in vendor.seen[0].headers["accept"]


def test_a_plain_answer_is_a_reply_without_events(vendor):
    vendor.answer = lambda seen: Answer(400, b'{"error": 1}', {"content-type": "application/json"})

    reply, events = listen(vendor.url)

    assert (reply.status, reply.json(), events) == (400, {"error": 1}, [])


def test_a_refusal_dressed_as_a_stream_is_a_reply(vendor):
    vendor.answer = lambda seen: Answer(429, b"data: busy\n\n", EVENTS)

    reply, events = listen(vendor.url)

    assert (reply.status, events) == (429, [])


def test_events_before_a_break_are_kept(vendor):
    vendor.answer = lambda seen: Answer(headers=EVENTS, pieces=[b"data: 1\n\n", b"data: 2" * 99])
    with faulty(vendor.port, "cut_after:180") as proxy:
        error, events = listen(proxy.url)

    assert (type(error), events) == (Unknown, [b"1"])


def test_a_stream_ends_at_its_deadline(vendor):
    vendor.answer = lambda seen: Answer(headers=EVENTS, pieces=[b"data: 1\n\n"] * 50, pause=0.05)

    started = time.monotonic()
    error, events = listen(vendor.url, total_timeout=0.3)

    assert (type(error), error.reason) == (Unknown, "no answer in time")
    assert 2 < len(events) < 10
    assert time.monotonic() - started < 1


def test_a_stream_beyond_the_cap_ends(vendor):
    vendor.answer = lambda seen: Answer(headers=EVENTS, pieces=[b"data: 12345\n\n"] * 9, pause=0.01)

    error, events = listen(vendor.url, max_bytes=40)

    assert (type(error), error.reason) == (Unknown, "answer too large")
    assert len(events) <= 3  # fewer where pieces arrive together


def test_a_stream_that_never_opens_is_not_sent(vendor):
    with faulty(vendor.port, "refuse") as proxy:
        error, _ = listen(proxy.url)

    assert type(error) is NotSent


def test_the_deadline_never_strikes_in_the_block_of_the_caller(vendor):
    vendor.answer = lambda seen: Answer(headers=EVENTS, pieces=[b"data: 1\n\n"])
    to = Target(vendor.url, "key", total_timeout=0.2)

    async def run():
        async with (
            Session(rules=Policy(allow=("127.0.0.1",))) as session,
            stream(ASK, to, client=session.submits) as opened,
        ):
            event = await anext(opened.events)
            await asyncio.sleep(0.3)
            return event

    assert asyncio.run(run()) == b"1"


def test_an_error_of_the_caller_stays_what_it_is(vendor):
    vendor.answer = lambda seen: Answer(headers=EVENTS, pieces=[b"data: 1\n\n"])

    async def run():
        async with (
            Session(rules=Policy(allow=("127.0.0.1",))) as session,
            stream(ASK, Target(vendor.url, "key"), client=session.submits),
        ):
            raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(run())


SPOKEN = (
    b"\xef\xbb\xbf: hello\r\ndata: one\r\ndata:two\r\n\r\nevent: x\nid: 7\ndata\n\n"
    b'\n\ndata:  three\r\rretry: 5\n\ndata: {"a": "b: c"}\n\ndata: last'
)
HEARD = [b"one\ntwo", b"", b" three", b'{"a": "b: c"}', b"last"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_events_are_read_however_the_bytes_are_cut(size):
    reader = EventReader()
    pieces = [SPOKEN[i : i + size] for i in range(0, len(SPOKEN), size)]

    events = [event for piece in pieces for event in reader.feed(piece)]

    assert events + reader.finish() == HEARD


def test_a_huge_event_is_read_in_linear_time():
    reader = EventReader()
    started = time.monotonic()

    reader.feed(b"data: ")
    for _ in range(500):
        reader.feed(b"x" * 65536)
    [event] = reader.feed(b"\n\n")

    assert len(event) == 500 * 65536
    assert time.monotonic() - started < 2
