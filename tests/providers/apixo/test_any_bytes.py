"""Whatever APIXO sends, its adapter answers with an outcome or an error of ours."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from providers.errors import ProviderError
from providers.types import Accepted, Completed, Failed, Pending, Reply, Succeeded
from tests.providers.apixo.samples import OPERATION, TASK, apixo, request

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)
WORDS = st.sampled_from(["pending", "processing", "success", "failed", "rehearsing"])
URLS = st.lists(st.sampled_from(["https://x.example/a.png", "ftp://x", ""]) | JSON, max_size=3)
RESULT = st.fixed_dictionaries({"resultUrls": URLS | JSON})
TASKS = st.fixed_dictionaries(
    {},
    optional={
        "taskId": st.just(TASK) | JSON,
        "state": WORDS | JSON,
        "resultJson": RESULT | RESULT.map(json.dumps) | JSON | st.just("[" * 9000),
        "failCode": st.sampled_from(["CONTENT_VIOLATION", "NEW"]) | JSON,
        "failMsg": JSON,
        "error": JSON,
    },
)
CODES = st.sampled_from([200, "200", 400, 401, 403, 404, 429, 500, 503, 0, 10**30]) | JSON
ENVELOPES = st.fixed_dictionaries({"code": CODES, "message": JSON, "data": TASKS | JSON})
BODIES = (
    st.binary(max_size=80)
    | st.sampled_from([b"[" * 9000, b"9" * 5000, b'{"code":200,"data":{"taskId":"\\ud800"}}'])
    | (JSON | ENVELOPES | ENVELOPES).map(lambda data: json.dumps(data).encode())
)
STATUSES = st.sampled_from([200, 200, 200, 204, 302, 400, 401, 402, 403, 404, 422, 429, 500, 503])
PROVIDER = apixo()
REQUEST = request()
quick = settings(max_examples=100, deadline=None)


def outcome(reader, *args):
    try:
        return reader(*args)
    except ProviderError as error:
        return error


@quick
@given(STATUSES, BODIES)
def test_any_answer_to_a_submission_is_understood_or_refused(status, body):
    found = outcome(PROVIDER.read_submit, Reply(status, body), REQUEST)

    assert isinstance(found, Accepted | Completed | ProviderError)
    if isinstance(found, Accepted):
        assert PROVIDER.poll(found.operation).path.isascii()


@quick
@given(STATUSES, BODIES)
def test_any_answer_to_a_poll_is_understood_or_refused(status, body):
    found = outcome(PROVIDER.read_poll, Reply(status, body), OPERATION)

    assert isinstance(found, Pending | Succeeded | Failed | ProviderError)
    if isinstance(found, Succeeded):
        assert found.outputs


@quick
@given(BODIES)
def test_any_callback_is_a_hint_or_nothing(body):
    hint = PROVIDER.read_callback(body)

    assert hint is None or PROVIDER.poll(PROVIDER.adopt(hint, REQUEST)).path.isascii()


@quick
@given(STATUSES, BODIES)
def test_any_answer_about_balance_and_keys_is_understood_or_refused(status, body):
    reply = Reply(status, body)

    assert isinstance(outcome(PROVIDER.read_balance, reply), str | ProviderError)
    assert isinstance(outcome(PROVIDER.read_check_key, reply), ProviderError | None)
