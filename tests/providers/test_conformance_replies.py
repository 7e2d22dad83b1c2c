"""What every adapter makes of an answer: an outcome, or an error of ours."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import providers
from providers.errors import OutOfBalance, ProviderError, RateLimited, Unauthorized
from providers.types import Accepted, Completed, Failed, Pending, Reply, Succeeded
from tests.providers.samples import minimal, operations, routes

SLUGS = list(providers.PROTOCOLS)
KEYED = [slug for slug in SLUGS if slug != "demo"]
HTML = b"<!doctype html><html><body>502 Bad Gateway</body></html>"
UNUSABLE = {
    "nothing": b"",
    "html": HTML,
    "null": b"null",
    "list": b"[]",
    "number": b"7",
    "text": b'"ok"',
    "true": b"true",
    "object": b"{}",
    "binary": b"\xff\xfe",
    "cut": b'{"a":',
}

every_protocol = pytest.mark.parametrize("slug", SLUGS)
every_keyed = pytest.mark.parametrize("slug", KEYED)


@every_protocol
@pytest.mark.parametrize("body", UNUSABLE.values(), ids=UNUSABLE)
@pytest.mark.parametrize("status", [200, 400, 404, 422, 500, 502])
def test_an_answer_that_says_nothing_is_never_an_outcome(slug, body, status):
    provider = providers.connect(slug)
    reply = Reply(status, body)

    for spec in routes(slug):
        with pytest.raises(ProviderError):
            provider.read_submit(reply, minimal(spec))
    for operation in operations(slug):
        with pytest.raises(ProviderError):
            provider.read_poll(reply, operation)


@every_protocol
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_broken_server_leaves_open_whether_a_task_was_made(slug, status):
    provider = providers.connect(slug)

    for spec in routes(slug):
        with pytest.raises(ProviderError) as caught:
            provider.read_submit(Reply(status, HTML), minimal(spec))

        assert caught.value.created == "unknown"
        assert not caught.value.retryable


@every_protocol
@pytest.mark.parametrize("body", [b"", HTML], ids=["nothing", "html"])
def test_a_good_status_without_json_leaves_open_whether_a_task_was_made(slug, body):
    provider = providers.connect(slug)

    for spec in routes(slug):
        with pytest.raises(ProviderError) as caught:
            provider.read_submit(Reply(200, body), minimal(spec))

        assert caught.value.created == "unknown"


@every_protocol
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_broken_server_never_ends_a_task(slug, status):
    provider = providers.connect(slug)

    for operation in operations(slug):
        with pytest.raises(ProviderError):
            provider.read_poll(Reply(status, b'{"message": "try later"}'), operation)


@every_keyed
@pytest.mark.parametrize("body", [b"", b'{"message": "no such key"}'], ids=["nothing", "json"])
def test_a_401_is_about_the_key(slug, body):
    assert_raises(slug, Reply(401, body), Unauthorized)


@every_keyed
def test_a_401_fails_the_check_of_the_key(slug):
    provider = providers.connect(slug)

    with pytest.raises(Unauthorized):
        provider.read_check_key(Reply(401, b'{"message": "no such key"}'))


@every_keyed
def test_a_page_in_html_passes_no_check_of_the_key(slug):
    provider = providers.connect(slug)

    with pytest.raises(ProviderError):
        provider.read_check_key(Reply(200, HTML))


@every_keyed
def test_a_402_is_about_our_account_at_the_vendor(slug):
    assert_raises(slug, Reply(402, b'{"message": "pay first"}'), OutOfBalance)


@every_keyed
def test_a_429_says_when_to_come_back(slug):
    reply = Reply(429, b'{"message": "slow down"}', {"retry-after": "7"})

    for error in assert_raises(slug, reply, RateLimited):
        assert error.retry_after == 7
        assert error.retryable
        assert error.created == "no"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["code", "data", "status", "id", "task", "url", "results", "error"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
STATUSES = st.sampled_from([200, 201, 204, 302, 400, 401, 403, 404, 409, 422, 429, 500, 503])
BODIES = st.binary(max_size=60) | JSON.map(lambda data: json.dumps(data).encode())


@every_protocol
@settings(max_examples=60, deadline=None)
@given(status=STATUSES, body=BODIES)
def test_any_bytes_give_an_outcome_or_an_error_of_ours(slug, status, body):
    provider = providers.connect(slug)
    reply = Reply(status, body)

    for spec in routes(slug):
        outcome = read(provider.read_submit, reply, minimal(spec))
        assert isinstance(outcome, Accepted | Completed | ProviderError)
    for operation in operations(slug)[:2]:
        outcome = read(provider.read_poll, reply, operation)
        assert isinstance(outcome, Pending | Succeeded | Failed | ProviderError)
    assert isinstance(read(provider.read_check_key, reply), ProviderError | None)


def read(reader, *args):
    try:
        return reader(*args)
    except ProviderError as error:
        return error


def assert_raises(slug, reply, kind):
    provider = providers.connect(slug)
    errors = [read(provider.read_submit, reply, minimal(spec)) for spec in routes(slug)]
    errors += [read(provider.read_poll, reply, item) for item in operations(slug)]

    assert {type(error) for error in errors} == {kind}
    return errors
