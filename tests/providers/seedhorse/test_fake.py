"""The fake SeedHorse, driven over HTTP through the adapter."""

import pytest

from providers import errors
from providers.types import Failed, Pending, Reply, Succeeded
from tests import loopback
from tests.fakes.seedhorse import FakeSeedHorse
from tests.providers.seedhorse.support import adapter, reference, request


@pytest.fixture
def vendor():
    fake = FakeSeedHorse()
    yield fake
    fake.close()


def send(vendor, call, key="sh-test"):
    headers = {"authorization": f"Bearer {key}"} if key else {}
    answer = loopback.request(
        call.method, vendor.url + call.path, json=call.json, headers=headers | dict(call.headers)
    )
    return Reply(answer.status_code, answer.content, dict(answer.headers))


def ask(vendor, prompt, *references, model="nano-banana-2", **given):
    asked = request(model, *references, **given)
    object.__setattr__(asked, "prompt", prompt)
    return adapter().read_submit(send(vendor, adapter().submit(asked)), asked)


def look(vendor, accepted):
    return adapter().read_poll(send(vendor, adapter().poll(accepted.operation)), accepted.operation)


def test_a_task_is_queued_and_then_gives_files_that_can_be_fetched(vendor):
    accepted = ask(vendor, "a fox", outputs=2)

    first, last = look(vendor, accepted), look(vendor, accepted)

    assert int(accepted.task_id) > 2**53
    assert first == Pending("queued", 0)
    assert isinstance(last, Succeeded)
    assert len(last.outputs) == 2
    assert loopback.get(last.outputs[0].url).content.startswith(b"\x89PNG")


def test_a_video_is_a_clip(vendor):
    accepted = ask(vendor, "a fox", reference("image"), model="seedance-2")
    look(vendor, accepted)

    output = look(vendor, accepted).outputs[0]

    assert output.kind == "video"
    assert output.url.split("?")[0].endswith(".mp4")


def test_the_same_key_gives_the_same_task(vendor):
    first = ask(vendor, "a fox", idempotency_key="same")
    again = ask(vendor, "a fox", idempotency_key="same")
    other = ask(vendor, "a fox", idempotency_key="other")

    assert first == again
    assert other.task_id != first.task_id
    assert vendor.created["a fox"] == 2


def test_a_task_hidden_behind_a_500_is_not_made_twice_under_its_key(vendor):
    for _ in range(2):
        with pytest.raises(errors.UpstreamFailed) as caught:
            ask(vendor, "a fox [500_after]", idempotency_key="same")

    assert caught.value.created == "unknown"
    assert vendor.created["a fox [500_after]"] == 1


def test_a_busy_vendor_takes_the_same_key_the_second_time(vendor):
    with pytest.raises(errors.Busy):
        ask(vendor, "a fox [busy_once]")

    ask(vendor, "a fox [busy_once]")

    assert vendor.created["a fox [busy_once]"] == 1


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("rate_limited_once", errors.RateLimited),
        ("auth", errors.Unauthorized),
        ("balance", errors.OutOfBalance),
        ("invalid", errors.InvalidRequest),
        ("policy", errors.ContentPolicy),
        ("offline", errors.ModelOffline),
        ("500_before", errors.UpstreamFailed),
        ("html", errors.ProtocolError),
    ],
)
def test_every_refusal_is_spelt_as_the_vendor_does(vendor, scenario, kind):
    with pytest.raises(kind):
        ask(vendor, f"a fox [{scenario}]")


@pytest.mark.parametrize(
    ("scenario", "last"),
    [
        ("fail", Failed("upstream_failed", "Generation failed")),
        ("policy_late", Failed("content_policy", "Blocked by the safety review")),
        ("cancelled", Failed("upstream_failed", "cancelled by the vendor", cancelled=True)),
        ("no_url", Pending("running", 100)),
        ("stuck", Pending("running", 60)),
        ("partial", Failed("upstream_failed", "Generation failed")),
    ],
)
def test_every_end_is_spelt_as_the_vendor_does(vendor, scenario, last):
    accepted = ask(vendor, f"a fox [{scenario}]")
    look(vendor, accepted)

    assert look(vendor, accepted) == last


def test_a_partial_task_of_two_gives_one(vendor):
    accepted = ask(vendor, "a fox [partial]", outputs=2)
    look(vendor, accepted)

    outcome = look(vendor, accepted)

    assert (len(outcome.outputs), outcome.failed) == (1, 1)


@pytest.mark.parametrize(
    ("scenario", "first"),
    [
        ("review", Pending("in_review", 40, retry_after=30)),
        ("unknown_word", Pending("running", 40, unknown_status="9")),
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
