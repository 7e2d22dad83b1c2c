"""The adapter against AA's fake on loopback, over real HTTP."""

import httpx
import pytest

from providers import errors
from providers.types import Accepted, Completed, Failed, Pending, Reply, Succeeded
from tests import loopback
from tests.fakes.aa import FakeAA
from tests.providers.aa.build import aa, ask

TASKS = ["sora_studio", "sora_fast", "veo", "veo_fast", "veo_reference", "nanobanana"]
AT_ONCE = ["gpt-image-2", "nanobanana-chat", "nanobanana_pro-chat"]
REFERENCE = "https://example.com/reference.png"


@pytest.fixture(scope="module")
def vendor():
    vendor = FakeAA()
    vendor.slow_seconds = 0.1
    yield vendor
    vendor.close()


def send(vendor, provider, call, key=FakeAA.key):
    headers = {provider.auth.name: provider.auth.form.format(key=key), **call.headers}
    with loopback.client(base_url=vendor.url) as client:
        answer = client.request(call.method, call.path, json=call.json, headers=headers)
    return Reply(answer.status_code, answer.content, dict(answer.headers))


def submit(vendor, request, provider=None):
    provider = provider or aa()
    return provider.read_submit(send(vendor, provider, provider.submit(request)), request)


def look(vendor, operation):
    provider = aa()
    try:
        return provider.read_poll(send(vendor, provider, provider.poll(operation)), operation)
    except errors.ProviderError as error:
        return error


def looks(vendor, key, prompt, count):
    accepted = submit(vendor, ask(key, prompt))
    return [look(vendor, accepted.operation) for _ in range(count)]


@pytest.mark.parametrize("key", TASKS)
def test_a_task_is_queued_and_then_done(vendor, key):
    accepted = submit(vendor, ask(key, f"a fox by {key}", REFERENCE))

    first, second = (look(vendor, accepted.operation) for _ in range(2))

    assert isinstance(accepted, Accepted)
    assert isinstance(first, Pending)
    assert first.state == "queued"
    assert isinstance(second, Succeeded)
    assert loopback.get(second.outputs[0].url).status_code == 200


@pytest.mark.parametrize("key", AT_ONCE)
def test_a_chat_answers_with_the_picture(vendor, key):
    completed = submit(vendor, ask(key, "a fox", REFERENCE, aspect_ratio="1:1"))

    assert isinstance(completed, Completed)
    assert loopback.get(completed.outputs[0].url).content.startswith(b"\x89PNG")


def test_a_picture_can_be_waited_for(vendor):
    completed = submit(vendor, ask("nanobanana_pro", "a fox [slow]"), aa(image_mode="sync"))

    assert isinstance(completed, Completed)


@pytest.mark.parametrize("style", ["images", "image_n"])
def test_either_way_to_send_references_is_allowed(vendor, style):
    urls = [f"https://example.com/{number}.png" for number in range(6)]

    accepted = submit(vendor, ask("nanobanana", "a fox", *urls), aa(ref_style=style))

    assert isinstance(accepted, Accepted)


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("busy_once", errors.Busy),
        ("rate_limited_once", errors.RateLimited),
        ("auth", errors.Unauthorized),
        ("balance", errors.OutOfBalance),
        ("invalid", errors.InvalidRequest),
        ("policy", errors.ContentPolicy),
        ("offline", errors.ModelOffline),
        ("500_before", errors.UpstreamFailed),
        ("500_after", errors.UpstreamFailed),
        ("html", errors.ProtocolError),
    ],
)
@pytest.mark.parametrize("key", ["sora_studio", "veo", "nanobanana", "gpt-image-2"])
def test_a_refusal_has_its_kind_on_every_route(vendor, key, scenario, kind):
    with pytest.raises(kind):
        submit(vendor, ask(key, f"a fox by {key} [{scenario}]"))


@pytest.mark.parametrize("scenario", ["cut_before", "cut_after"])
def test_a_cut_connection_is_no_answer(vendor, scenario):
    with pytest.raises(httpx.TransportError):
        submit(vendor, ask("nanobanana", f"a fox [{scenario}]"))


@pytest.mark.parametrize("key", ["sora_studio", "veo", "nanobanana"])
@pytest.mark.parametrize(
    "scenario",
    ["late_url", "unknown_word", "backwards", "poll_500", "poll_429", "poll_html", "poll_404"],
)
def test_trouble_that_passes_ends_nothing(vendor, key, scenario):
    first, second, last = looks(vendor, key, f"a fox [{scenario}]", 3)

    assert isinstance(first, Pending | errors.ProviderError)
    assert isinstance(second, Pending | errors.ProviderError)
    assert isinstance(last, Succeeded)


@pytest.mark.parametrize("key", ["sora_studio", "veo", "nanobanana"])
@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("fail", "upstream_failed"),
        ("policy_late", "content_policy"),
        ("refunded", "upstream_failed"),
    ],
)
def test_a_failure_is_final(vendor, key, scenario, kind):
    last = looks(vendor, key, f"a fox [{scenario}]", 2)[-1]

    assert isinstance(last, Failed)
    assert last.kind == kind
    assert last.refunded == (scenario == "refunded")


@pytest.mark.parametrize("key", ["sora_studio", "veo", "nanobanana"])
@pytest.mark.parametrize("scenario", ["no_url", "stuck"])
def test_without_a_url_nothing_is_ever_done(vendor, key, scenario):
    assert all(isinstance(item, Pending) for item in looks(vendor, key, f"a fox [{scenario}]", 4))


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        ("fail", errors.UpstreamFailed),
        ("policy_late", errors.ContentPolicy),
        ("no_url", errors.ProtocolError),
    ],
)
@pytest.mark.parametrize("key", ["nanobanana", "gpt-image-2"])
def test_a_synchronous_failure_is_told_at_once(vendor, key, scenario, kind):
    with pytest.raises(kind):
        submit(vendor, ask(key, f"a fox [{scenario}]"), aa(image_mode="sync"))


def test_the_check_tells_a_good_key_from_a_bad_one(vendor):
    provider = aa()

    provider.read_check_key(send(vendor, provider, provider.check_key()))
    with pytest.raises(errors.Unauthorized):
        provider.read_check_key(send(vendor, provider, provider.check_key(), "Bearer x"))


def test_a_sora_task_is_not_found_on_the_common_route(vendor):
    accepted = submit(vendor, ask("sora_studio"))

    assert isinstance(look(vendor, accepted.operation | {"route": "tasks"}), errors.NotFound)
