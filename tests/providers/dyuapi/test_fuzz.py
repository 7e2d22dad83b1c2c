"""Whatever DYU answers becomes an outcome or a ProviderError."""

import json
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from providers.errors import ProviderError
from providers.types import Accepted, Completed, Failed, Pending, Reply, Succeeded
from tests.providers.dyuapi.support import OPERATION, adapter, request

OUTCOMES = Accepted | Completed | Pending | Succeeded | Failed
WORDS = [
    "queued",
    "completed",
    "failed",
    "canceled",
    "success",
    "polishing",
    "https://a.test/1.png",
]
TEXT = st.text(st.characters())  # half surrogate pairs too
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    TEXT,
    st.sampled_from([*WORDS, 10**400, "\ud800", "\x00", "https://a.test/\ud800", "task_1"]),
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=8
)
STATUS = st.sampled_from([200, 201, 302, 400, 401, 403, 404, 429, 500, 503])
NAMES = ["id", "task_id", "status", "progress", "url", "result_url", "message", "code", "error"]
TASK = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, SCALARS))
NEAR = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(NAMES, SCALARS)
    | {
        "data": TASK | JSON,
        "metadata": TASK,
        "output": st.lists(TASK) | JSON,
        "error": TASK | JSON,
    },
)


def is_read(body, status=200, headers=None):
    reply = Reply(status, body, headers or {})
    reads = [
        lambda: adapter().read_submit(reply, request()),
        lambda: adapter().read_poll(reply, OPERATION),
        lambda: adapter().read_check_key(reply),
    ]
    for read in reads:
        try:
            outcome = read()
        except ProviderError as error:
            (error.detail + error.code).encode()
        else:
            assert isinstance(outcome, OUTCOMES | None)
            can_be_stored(outcome)


def can_be_stored(outcome):
    fields = asdict(outcome) if outcome else {}
    stored = json.dumps(fields, ensure_ascii=False, allow_nan=False)

    assert "\\u0000" not in stored
    stored.encode()


@given(
    st.binary(max_size=300), STATUS, st.sampled_from(["", "image/png", "image/\ud800", "text/html"])
)
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read(body, status, kind):
    is_read(body, status, {"content-type": kind})


@given(JSON, STATUS)
@settings(max_examples=60, deadline=None)
def test_any_json_is_read(value, status):
    is_read(json.dumps(value).encode(), status, {"retry-after": "9" * 400})


@given(NEAR, STATUS | st.just(200))
@settings(max_examples=100, deadline=None)
def test_anything_near_the_real_shape_is_read(value, status):
    is_read(json.dumps(value).encode(), status)


def test_depth_and_size_are_survived():
    for body in (
        b"[" * 100_000,
        b'{"data":' * 50_000,
        b'{"id": ' + b"9" * 5000 + b"}",
        b"\xff" * 99,
    ):
        is_read(body)
