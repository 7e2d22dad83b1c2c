"""The fake DYU, driven over HTTP through the adapter."""

import pytest

from providers import errors
from providers.types import Failed, Pending, Reply, Succeeded
from tests import loopback
from tests.fakes.dyuapi import FakeDyu
from tests.providers.dyuapi.support import adapter, request


@pytest.fixture
def vendor():
    fake = FakeDyu()
    yield fake
    fake.close()


def send(vendor, call, key="test"):
    headers = {"authorization": f"Bearer {key}"} if key else {}
    answer = loopback.request(call.method, vendor.url + call.path, json=call.json, headers=headers)
    return Reply(answer.status_code, answer.content, dict(answer.headers))


def ask(vendor, prompt):
    asked = request(prompt=prompt, size="2K")
    return adapter().read_submit(send(vendor, adapter().submit(asked)), asked)


def look(vendor, accepted, **settings):
    provider = adapter(**settings)
    return provider.read_poll(send(vendor, provider.poll(accepted.operation)), accepted.operation)


def test_a_task_is_queued_and_then_gives_a_file_that_can_be_fetched(vendor):
    accepted = ask(vendor, "a fox")

    first, last = look(vendor, accepted), look(vendor, accepted)

    assert first == Pending("queued", 0)
    assert isinstance(last, Succeeded)
    assert loopback.get(last.outputs[0].url).content.startswith(b"\x89PNG")


def test_the_content_route_gives_the_same_picture(vendor):
    accepted = ask(vendor, "a fox")

    first = look(vendor, accepted, ask_content=True)
    last = look(vendor, accepted, ask_content=True)

    assert first == Pending("queued", None)
    assert last.outputs[0].url.startswith("data:image/png;base64,iVBOR")


def test_a_repeated_submission_makes_a_second_task(vendor):
    ask(vendor, "a fox")
    ask(vendor, "a fox")

    assert vendor.created["a fox"] == 2


@pytest.mark.parametrize(
    ("scenario", "kind", "created"),
    [
        ("busy_once", errors.Busy, "no"),
        ("rate_limited_once", errors.RateLimited, "no"),
        ("auth", errors.Unauthorized, "no"),
        ("balance", errors.OutOfBalance, "no"),
        ("invalid", errors.InvalidRequest, "no"),
        ("policy", errors.ContentPolicy, "no"),
        ("offline", errors.ModelOffline, "no"),
        ("500_before", errors.UpstreamFailed, "unknown"),
        ("500_after", errors.UpstreamFailed, "unknown"),
        ("html", errors.ProtocolError, "unknown"),
    ],
)
def test_every_refusal_is_spelt_as_the_vendor_does(vendor, scenario, kind, created):
    with pytest.raises(kind) as caught:
        ask(vendor, f"a fox [{scenario}]")

    assert caught.value.created == created


@pytest.mark.parametrize(
    ("scenario", "last"),
    [
        ("fail", Failed("upstream_failed", "generation failed")),
        ("policy_late", Failed("content_policy", "prompt violates the content policy")),
        ("cancelled", Failed("upstream_failed", "cancelled by the vendor", cancelled=True)),
        ("no_url", Pending("running", 100)),
        ("stuck", Pending("running", 60)),
    ],
)
def test_every_end_is_spelt_as_the_vendor_does(vendor, scenario, last):
    accepted = ask(vendor, f"a fox [{scenario}]")
    look(vendor, accepted)

    assert look(vendor, accepted) == last


@pytest.mark.parametrize(
    ("scenario", "first"),
    [
        ("unknown_word", Pending("running", 40, unknown_status="polishing")),
        ("backwards", Pending("running", 80)),
        ("late_url", Pending("running", 100)),
    ],
)
def test_a_passing_state_ends_in_success(vendor, scenario, first):
    accepted = ask(vendor, f"a fox [{scenario}]")

    outcomes = [look(vendor, accepted) for _ in range(3)]

    assert outcomes[0] == first
    assert isinstance(outcomes[2], Succeeded)


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("poll_500", errors.UpstreamFailed),
        ("poll_429", errors.RateLimited),
        ("poll_html", errors.ProtocolError),
        ("poll_404", errors.NotFound),
    ],
)
def test_a_passing_fault_of_the_query_ends_in_success(vendor, scenario, kind):
    accepted = ask(vendor, f"a fox [{scenario}]")
    for _ in range(2):
        with pytest.raises(kind):
            look(vendor, accepted)

    assert isinstance(look(vendor, accepted), Succeeded)


def test_a_key_is_checked_for_free(vendor):
    adapter().read_check_key(send(vendor, adapter().check_key()))

    with pytest.raises(errors.Unauthorized):
        adapter().read_check_key(send(vendor, adapter().check_key(), key=""))
    assert vendor.submissions() == []
