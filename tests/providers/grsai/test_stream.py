"""GrsAI's answers as server-sent events."""

import json

import pytest

from providers import errors
from providers.types import Accepted, Completed, Failed, Output, Pending, Reply, Succeeded
from tests.providers.grsai.samples import TASK, WIRE, answer, grsai, request

URL = "https://file1.aitohumanize.com/file/a.png?sign=a%2Fb%2Bc&e=1"
STREAM = (WIRE / "stream.txt").read_bytes()


def read(data):
    payload = data if isinstance(data, bytes) else json.dumps(data).encode()
    return grsai(reply_type="stream").read_event(payload, request())


def test_the_events_of_a_stream_are_read_one_by_one():
    events = [line.removeprefix(b"data:") for line in STREAM.splitlines() if line]

    assert [read(event) for event in events] == [
        Pending(progress=1, task_id=TASK),
        Pending(progress=60, task_id=TASK),
        Succeeded((Output(URL),)),
        None,
    ]


@pytest.mark.parametrize(
    "data", [b"", b"  ", b"[DONE]", b" [DONE]", b"{}", b"[]", b"ping", b"\xff"]
)
def test_an_event_that_says_nothing_ends_nothing(data):
    assert read(data) is None


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"status": "violation", "error": "no"}, Failed("content_policy", "no")),
        ({"status": "failed", "error": "error"}, Failed("upstream_failed", "error")),
        ({"status": "succeeded", "results": []}, Pending(task_id=TASK)),
        ({"status": "rehearsing"}, Pending(unknown_status="rehearsing", task_id=TASK)),
        ({}, Pending(task_id=TASK)),
    ],
)
def test_an_event_is_judged_like_an_answer(fields, outcome):
    assert read({"id": TASK, **fields}) == outcome


def test_a_task_that_failed_of_a_limit_is_not_made_again():
    assert read({"id": TASK, "status": "failed", "error": "rate limit"}).kind == "upstream_failed"


def test_an_event_in_the_older_envelope_is_opened():
    assert read({"code": 0, "msg": "", "data": {"id": TASK, "status": "running"}}) == Pending(
        task_id=TASK
    )


def test_an_error_instead_of_an_event_is_raised():
    with pytest.raises(errors.Unauthorized):
        read({"code": -1, "msg": "apikey error", "data": None})


def test_a_plain_error_instead_of_a_stream_is_a_refusal():
    provider = grsai(reply_type="stream")

    with pytest.raises(errors.OutOfBalance) as caught:
        provider.read_submit(
            answer({"status": "failed", "error": "insufficient credits"}), request()
        )

    assert caught.value.created == "no"


def test_events_that_nobody_asked_for_are_read_to_the_last():
    provider = grsai(reply_type="json")
    unfinished = b"\n".join(STREAM.splitlines()[:3])

    assert provider.read_submit(Reply(200, STREAM), request()) == Completed(
        (Output(URL),), task_id=TASK
    )
    assert isinstance(provider.read_submit(Reply(200, unfinished), request()), Accepted)
