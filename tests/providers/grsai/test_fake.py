"""The fake GrsAI, driven through the adapter over real HTTP."""

import httpx
import pytest

from providers import errors
from providers.types import Accepted, Completed, Failed, Pending, Reply, Succeeded
from tests import loopback
from tests.fakes.grsai import WRONG_KEY, FakeGrsAI
from tests.providers.grsai.samples import grsai, request


@pytest.fixture
def vendor():
    server = FakeGrsAI()
    yield server
    server.close()


def send(vendor, call, key="good"):
    body = dict(call.json or {})
    headers = {"authorization": f"Bearer {key}"}
    if call.auth:
        headers, body = {}, body | {call.auth.name: call.auth.form.format(key=key)}
    with loopback.client(base_url=vendor.url) as client:
        found = client.request(call.method, call.path, json=body or None, headers=headers)
    return Reply(found.status_code, found.content, {k.lower(): v for k, v in found.headers.items()})


def submit(vendor, prompt="a fox", **settings):
    provider, asked = grsai(**settings), request(prompt=prompt)
    return provider.read_submit(send(vendor, provider.submit(asked)), asked)


def look(vendor, operation):
    try:
        return grsai().read_poll(send(vendor, grsai().poll(operation)), operation)
    except errors.ProviderError as error:
        return type(error)


def looks(vendor, prompt, count=4):
    accepted = submit(vendor, prompt)
    return [look(vendor, accepted.operation) for _ in range(count)]


def stream(vendor, prompt="a fox"):
    """The outcomes of a stream, one by one; a broken one ends with the trouble."""
    provider, asked = grsai(reply_type="stream"), request(prompt=prompt)
    call = provider.submit(asked)
    found = []
    with (
        loopback.client(base_url=vendor.url) as client,
        client.stream(call.method, call.path, json=call.json) as response,
    ):
        assert response.headers["content-type"] == "text/event-stream"
        try:
            for line in filter(None, response.iter_lines()):
                found += [provider.read_event(line.removeprefix("data:").encode(), asked)]
        except httpx.RemoteProtocolError as error:
            found += [error]
    return found


def test_a_task_runs_and_then_succeeds_with_a_file(vendor):
    running, done = looks(vendor, "a fox", 2)

    assert running == Pending(progress=30)
    assert isinstance(done, Succeeded)
    assert loopback.get(done.outputs[0].url).content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("scenario", "kind", "created"),
    [
        ("busy_once", "busy", "no"),
        ("rate_limited_once", "rate_limited", "no"),
        ("auth", "auth", "no"),
        ("balance", "vendor_balance", "no"),
        ("invalid", "invalid_params", "no"),
        ("policy", "content_policy", "no"),
        ("offline", "model_offline", "no"),
        ("500_before", "upstream_failed", "unknown"),
        ("500_after", "upstream_failed", "unknown"),
        ("html", "protocol", "unknown"),
    ],
)
def test_every_refusal_is_spelled_as_the_vendor_spells_it(vendor, scenario, kind, created):
    with pytest.raises(errors.ProviderError) as caught:
        submit(vendor, f"a fox [{scenario}]")

    assert (caught.value.kind, caught.value.created) == (kind, created)


@pytest.mark.parametrize("scenario", ["cut_before", "cut_after"])
def test_a_cut_line_gives_no_answer(vendor, scenario):
    with pytest.raises(httpx.TransportError):
        submit(vendor, f"a fox [{scenario}]")

    assert sum(vendor.created.values()) == (scenario == "cut_after")


@pytest.mark.parametrize(
    ("scenario", "last"),
    [
        ("fail", Failed("upstream_failed", "error")),
        ("policy_late", Failed("content_policy", "output moderation")),
        ("cancelled", Failed("upstream_failed", "cancelled")),
        ("no_url", Pending(progress=100)),
        ("stuck", Pending(progress=99)),
    ],
)
def test_every_ending_is_spelled_as_the_vendor_spells_it(vendor, scenario, last):
    assert looks(vendor, f"a fox [{scenario}]")[-1] == last


@pytest.mark.parametrize(
    ("scenario", "first"),
    [
        ("unknown_word", Pending(progress=40, unknown_status="rehearsing")),
        ("late_url", Pending(progress=100)),
        ("backwards", Pending(progress=50)),
        ("poll_500", errors.UpstreamFailed),
        ("poll_429", errors.RateLimited),
        ("poll_html", errors.ProtocolError),
        ("poll_404", errors.NotFound),
    ],
)
def test_a_passing_trouble_passes(vendor, scenario, first):
    found = looks(vendor, f"a fox [{scenario}]")

    assert found[0] == first
    assert isinstance(found[-1], Succeeded)


def test_a_partial_success_counts_what_is_missing(vendor):
    assert looks(vendor, "a fox [partial]")[-1].failed == 1


def test_a_json_answer_brings_the_result_and_cannot_be_asked_for(vendor):
    done = submit(vendor, reply_type="json")

    assert isinstance(done, Completed)
    assert look(vendor, {"id": done.task_id, "reply_type": "json"}) == Pending()
    assert look(vendor, {"id": done.task_id, "reply_type": "async"}) is errors.NotFound


@pytest.mark.parametrize(
    ("scenario", "kind"), [("fail", "upstream_failed"), ("policy_late", "content_policy")]
)
def test_a_json_answer_may_bring_a_failure(vendor, scenario, kind):
    with pytest.raises(errors.ProviderError) as caught:
        submit(vendor, f"a fox [{scenario}]", reply_type="json")

    assert (caught.value.kind, caught.value.created) == (kind, "no")


def test_a_json_answer_without_a_url_is_not_over(vendor):
    assert isinstance(submit(vendor, "a fox [no_url]", reply_type="json"), Accepted)


def test_a_stream_tells_the_id_first_and_the_result_last(vendor):
    first, second, done, nothing = stream(vendor)

    assert (first.task_id, first.progress) == (second.task_id, 1)
    assert isinstance(done, Succeeded)
    assert nothing is None


def test_a_stream_may_end_in_a_violation(vendor):
    assert stream(vendor, "a fox [policy_late]")[2] == Failed("content_policy", "output moderation")


def test_a_broken_stream_has_told_the_id(vendor):
    first, trouble = stream(vendor, "a fox [cut_stream]")

    assert first.task_id in vendor.tasks
    assert isinstance(trouble, httpx.RemoteProtocolError)


def test_a_stream_may_be_answered_with_plain_json(vendor):
    with pytest.raises(errors.OutOfBalance):
        submit(vendor, "a fox [plain_error]", reply_type="stream")


def test_credits_and_key_are_answered(vendor):
    provider = grsai()

    provider.read_check_key(send(vendor, provider.check_key()))
    with pytest.raises(errors.Unauthorized):
        provider.read_check_key(send(vendor, provider.check_key(), WRONG_KEY))
    with pytest.raises(errors.Unauthorized):
        provider.read_balance(send(vendor, provider.balance(), WRONG_KEY))

    assert provider.read_balance(send(vendor, provider.balance())) == "4200"
