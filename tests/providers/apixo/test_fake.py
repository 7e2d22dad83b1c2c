"""The fake APIXO, driven through the adapter over real HTTP."""

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from providers import errors
from providers.types import Accepted, Failed, Pending, Reply, Succeeded
from tests import loopback
from tests.fakes.apixo import WRONG_KEY, FakeApixo
from tests.providers.apixo.samples import apixo, request


@pytest.fixture
def vendor():
    server = FakeApixo()
    yield server
    server.close()


@pytest.fixture
def hook():
    """A place to be called back at: the bodies that came are in `bodies`."""
    server = HTTPServer(("127.0.0.1", 0), Hook)
    server.bodies = []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_address[1]}/hooks/1/"
    yield server
    server.shutdown()
    server.server_close()


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format, *args):
        """Quiet."""


def send(vendor, call, key="good"):
    with loopback.client(base_url=vendor.url) as client:
        headers = {"authorization": f"Bearer {key}"}
        found = client.request(call.method, call.path, json=call.json, headers=headers)
    return Reply(found.status_code, found.content, {k.lower(): v for k, v in found.headers.items()})


def submit(vendor, prompt="a fox", key="nano-banana", **settings):
    provider, asked = apixo(**settings), request(key, prompt)
    return provider.read_submit(send(vendor, provider.submit(asked)), asked)


def looks(vendor, prompt, count=4):
    accepted = submit(vendor, prompt)
    return [look(vendor, accepted.operation) for _ in range(count)]


def look(vendor, operation):
    try:
        return apixo().read_poll(send(vendor, apixo().poll(operation)), operation)
    except errors.ProviderError as error:
        return type(error)


def call_back(callbacks, hook):
    """Submit with a callback; the fake and what the submission was answered with."""
    vendor = FakeApixo(callbacks)
    provider, asked = apixo(request_type="callback"), request(callback_url=hook.url)
    accepted = provider.read_submit(send(vendor, provider.submit(asked)), asked)
    return vendor, accepted


def wait_for(hook, count):
    end = time.monotonic() + 5
    while len(hook.bodies) < count and time.monotonic() < end:
        time.sleep(0.01)
    return [apixo().read_callback(body) for body in hook.bodies]


def test_a_task_is_queued_and_then_succeeds_with_a_file(vendor):
    queued, done = looks(vendor, "a fox", 2)

    assert queued == Pending("queued")
    assert isinstance(done, Succeeded)
    assert loopback.get(done.outputs[0].url).content.startswith(b"\x89PNG")


def test_a_clip_is_made_by_a_video_model(vendor):
    accepted = submit(vendor, key="seedance-2-0")

    assert vendor.tasks[accepted.task_id].kind == "video"


@pytest.mark.parametrize(
    ("scenario", "kind", "created"),
    [
        ("busy_once", "model_offline", "no"),
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


@pytest.mark.parametrize(
    ("scenario", "last"),
    [
        ("fail", Failed("upstream_failed", "Generation failed", code="GENERATION_FAILED")),
        (
            "policy_late",
            Failed(
                "content_policy", "Content violates safety guidelines", code="CONTENT_VIOLATION"
            ),
        ),
        ("cancelled", Failed("upstream_failed", "Processing timeout", code="PROCESSING_TIMEOUT")),
        ("no_url", Pending()),
        ("stuck", Pending()),
    ],
)
def test_every_ending_is_spelled_as_the_vendor_spells_it(vendor, scenario, last):
    assert looks(vendor, f"a fox [{scenario}]")[-1] == last


@pytest.mark.parametrize(
    ("scenario", "first"),
    [
        ("unknown_word", Pending(unknown_status="rehearsing")),
        ("late_url", Pending()),
        ("review", Pending()),
        ("backwards", Pending("queued")),
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


def test_a_task_is_not_found_at_another_models_route(vendor):
    accepted = submit(vendor)

    assert look(vendor, accepted.operation | {"model": "gpt-image-2"}) is errors.NotFound


def test_balance_and_key_are_answered(vendor):
    provider = apixo()

    provider.read_check_key(send(vendor, provider.check_key()))
    with pytest.raises(errors.Unauthorized):
        provider.read_check_key(send(vendor, provider.check_key(), WRONG_KEY))

    assert provider.read_balance(send(vendor, provider.balance())) == "74.87"


def test_a_finished_task_is_called_back(hook):
    vendor, accepted = call_back("normal", hook)

    assert wait_for(hook, 1) == [{"taskId": accepted.task_id}]
    assert isinstance(look(vendor, accepted.operation), Succeeded)
    vendor.close()


def test_an_early_callback_comes_before_the_answer(hook):
    vendor, accepted = call_back("early", hook)

    assert [apixo().read_callback(body) for body in hook.bodies] == [{"taskId": accepted.task_id}]
    vendor.close()


def test_a_duplicate_callback_says_the_same_again(hook):
    vendor, accepted = call_back("duplicate", hook)

    assert wait_for(hook, 3) == [{"taskId": accepted.task_id}] * 3
    vendor.close()


def test_a_forged_callback_leads_to_a_task_that_is_not_there(hook):
    vendor, accepted = call_back("forged", hook)

    [hint] = wait_for(hook, 1)

    assert isinstance(accepted, Accepted)
    assert hint["taskId"] != accepted.task_id
    assert look(vendor, apixo().adopt(hint, request())) is errors.NotFound
    assert look(vendor, accepted.operation) == Pending("queued")
    vendor.close()
