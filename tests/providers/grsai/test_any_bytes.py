"""Whatever GrsAI sends, its adapter answers with an outcome or an error of ours."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from providers.errors import ProviderError
from providers.types import Accepted, Completed, Failed, Pending, Reply, Succeeded
from tests.providers.grsai.samples import OPERATION, TASK, grsai, request

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
WORDS = st.sampled_from(["running", "succeeded", "failed", "violation", "success", "rehearsing"])
URLS = st.sampled_from(["https://x.example/a.png", "data:image/png;base64,AA", "ftp://x", ""])
RESULTS = st.lists(st.fixed_dictionaries({"url": URLS | JSON}) | JSON, max_size=3)
TASKS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.just(TASK) | JSON,
        "status": WORDS | JSON,
        "progress": st.integers(-10, 200) | JSON,
        "results": RESULTS | JSON,
        "error": st.sampled_from(["apikey error", "rate limit", "", "违规"]) | JSON,
        "failure_reason": WORDS | JSON,
    },
)
WRAPPED = st.fixed_dictionaries(
    {"code": st.sampled_from([0, -22, "0"]) | JSON, "data": TASKS | JSON}
)
BODIES = (
    st.binary(max_size=80)
    | st.sampled_from([b"[" * 9000, b'"' + b"9" * 5000 + b'"', b"9" * 5000, b'{"id": "\\ud800"}'])
    | (JSON | TASKS | WRAPPED).map(lambda data: json.dumps(data).encode())
)
STATUSES = st.sampled_from([200, 200, 200, 204, 302, 400, 401, 402, 403, 404, 422, 429, 500, 503])
TYPES = st.sampled_from(["async", "json", "stream"])
PROVIDERS = {name: grsai(reply_type=name) for name in ("async", "json", "stream")}
REQUEST = request()
quick = settings(max_examples=100, deadline=None)


def outcome(reader, *args):
    try:
        return reader(*args)
    except ProviderError as error:
        return error


@quick
@given(STATUSES, BODIES, TYPES)
def test_any_answer_to_a_submission_is_understood_or_refused(status, body, reply_type):
    provider = PROVIDERS[reply_type]

    found = outcome(provider.read_submit, Reply(status, body), REQUEST)

    assert isinstance(found, Accepted | Completed | ProviderError)
    if isinstance(found, Accepted):
        assert provider.poll(found.operation).path.isascii()


@quick
@given(STATUSES, BODIES, TYPES)
def test_any_answer_to_a_poll_is_understood_or_refused(status, body, reply_type):
    operation = OPERATION | {"reply_type": reply_type}

    found = outcome(PROVIDERS[reply_type].read_poll, Reply(status, body), operation)

    assert isinstance(found, Pending | Succeeded | Failed | ProviderError)
    if isinstance(found, Succeeded):
        assert found.outputs


@quick
@given(BODIES)
def test_any_event_is_understood_or_says_nothing(body):
    found = outcome(PROVIDERS["stream"].read_event, body, REQUEST)

    assert found is None or isinstance(found, Pending | Succeeded | Failed | ProviderError)


@quick
@given(STATUSES, BODIES)
def test_any_answer_about_credits_and_keys_is_understood_or_refused(status, body):
    reply = Reply(status, body)

    assert isinstance(outcome(PROVIDERS["async"].read_balance, reply), str | ProviderError)
    assert isinstance(outcome(PROVIDERS["async"].read_check_key, reply), ProviderError | None)
