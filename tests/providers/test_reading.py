"""The small readers of untrusted JSON that the adapters share."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers import errors
from providers.reading import (
    EXCERPT,
    envelope_text,
    excerpt,
    http_error,
    identifier,
    is_link,
    links,
    mapping,
    mentions,
    percent,
    text,
    unreadable,
    word,
)
from providers.types import Reply

TEXT = st.text(st.characters())  # half surrogate pairs too
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.just(10**400),
    lambda inner: st.lists(inner) | st.dictionaries(TEXT | st.just("error"), inner),
    max_leaves=8,
)


def reply(data, status=200, **headers):
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def test_only_an_object_is_a_mapping():
    assert mapping({"a": 1}) == {"a": 1}
    assert [mapping(value) for value in (None, [], "x", 1)] == [{}] * 4


def test_text_is_text_or_a_number():
    assert [text(value) for value in ("a", 7, 2**63, 1.5, True, None, [], {}, 10**5000)] == [
        "a", "7", "9223372036854775808", "1.5", "", "", "", "", "",
    ]  # fmt: skip


def test_a_word_is_lower_case_and_trimmed():
    assert [word(" DONE "), word(2), word(None)] == ["done", "2", ""]


@pytest.mark.parametrize(
    ("value", "found"),
    [("task_1", "task_1"), (2**53 + 1, "9007199254740993"), ("x" * 200, "x" * 200)]
    + [(bad, "") for bad in (None, True, 1.5, "", "a b", "a\n", "é", "\ud800", "x" * 201, [], {})],
)
def test_an_identifier_can_stand_in_a_path(value, found):
    assert identifier(value) == found


@pytest.mark.parametrize(
    "value",
    [
        "http://a.test/1",
        "https://a.test/1?sig=a%2Fb%2B&x=é",
        "data:image/png;base64,AA",
        "data:video/mp4,x",
    ],
)
def test_a_link_is_kept_byte_for_byte(value):
    assert is_link(value)
    assert links([None, value, "x"]) == [value]


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        "",
        "/1.png",
        "ftp://a.test",
        "data:text/html,x",
        " https://a.test",
        "https://a\n",
        "https://\ud800",
    ],
)
def test_anything_else_is_no_link(value):
    assert not is_link(value)


@pytest.mark.parametrize(
    ("value", "found"),
    [(36, 36), ("36%", 36), (" 36.9 % ", 36), (100.0, 100), (999, 100), (0, 0)]
    + [(bad, None) for bad in (-1, "soon", None, True, [], 1000, "٣", float("nan"), 10**400)],
)
def test_progress_is_read_in_every_form(value, found):
    assert percent(value) == found


def test_words_are_found_in_any_case():
    assert mentions("Content BLOCKED", ("blocked",))
    assert not mentions("fine", ("blocked",))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("see https://a.test/x?sig=1 now", "see [link] now"),
        ("got data:image/png;base64,AAAA", "got [link]"),
        ("Bearer abc.def is wrong", "[key] is wrong"),
        ("key sk-abcdef123456 is wrong", "key [key] is wrong"),
        ("a" * 80, "[…]"),
        ("a\n\t b", "a b"),
        ("\x00a\ud800", "�a�"),
        (None, ""),
        (7, "7"),
    ],
)
def test_an_excerpt_shows_no_links_keys_or_blobs(value, found):
    assert excerpt(value) == found


def test_an_excerpt_is_short():
    assert len(excerpt("word " * 1000)) <= EXCERPT


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"error": {"message": "no", "code": "c", "type": "t"}}, ("c", "no")),
        ({"error": {"message": "no", "type": "t"}}, ("t", "no")),
        ({"error": "no"}, ("", "no")),
        ({"code": 30001, "message": "no"}, ("30001", "no")),
        ({"code": 0, "msg": "ok"}, ("0", "ok")),
        ({"detail": "no"}, ("", "no")),
        ({"detail": [{"loc": ["body"], "msg": "one"}, {"msg": "two"}, 3]}, ("", "one; two")),
        ({"detail": [1, 2]}, ("", "")),
        ({"error_code": "e", "error_message": "no"}, ("e", "no")),
        ({"fail_reason": "no"}, ("", "no")),
        ([], ("", "")),
        (None, ("", "")),
        ({"error": []}, ("", "")),
    ],
)
def test_every_error_envelope_seen_is_read(data, found):
    assert envelope_text(data) == found


@pytest.mark.parametrize(
    ("status", "kind", "created"),
    [
        (301, errors.ProtocolError, "unknown"),
        (400, errors.InvalidRequest, "no"),
        (401, errors.Unauthorized, "no"),
        (402, errors.OutOfBalance, "no"),
        (403, errors.Unauthorized, "no"),
        (404, errors.NotFound, "no"),
        (409, errors.ProtocolError, "unknown"),
        (413, errors.InvalidRequest, "no"),
        (415, errors.InvalidRequest, "no"),
        (422, errors.InvalidRequest, "no"),
        (429, errors.RateLimited, "no"),
        (500, errors.UpstreamFailed, "unknown"),
        (503, errors.UpstreamFailed, "unknown"),
        (599, errors.UpstreamFailed, "unknown"),
    ],
)
def test_a_status_means_the_same_for_every_vendor(status, kind, created):
    submitted = http_error(reply(b"<html>", status), submitting=True)
    polled = http_error(reply(b"<html>", status), submitting=False)

    assert type(submitted) is kind
    assert (submitted.created, polled.created) == (created, "no")
    assert (submitted.detail, submitted.code) == (f"HTTP {status}", str(status))


def test_a_503_with_retry_after_has_refused():
    error = http_error(
        reply({"code": "full", "message": "later"}, 503, retry_after="7"), submitting=True
    )

    assert isinstance(error, errors.Busy)
    assert (error.created, error.retry_after, error.code, error.detail) == (
        "no",
        7,
        "full",
        "later",
    )


def test_an_unreadable_answer_is_shown_without_its_values():
    body = {"code": 7, "message": "hm https://a.test", "data": {"secret": "sh-secret0123456789"}}

    error = unreadable(reply(body), "no id", submitting=True)

    assert error.detail == "no id; hm [link] (fields: code, message, data, secret)"
    assert (error.code, error.created) == ("7", "unknown")
    assert unreadable(reply(b""), "no id", submitting=False).detail == "no id; (empty reply)"


@given(JSON)
@settings(max_examples=80, deadline=None)
def test_no_reader_stumbles_over_any_json(value):
    excerpt(value).encode()
    assert percent(value) in (None, *range(101))
    assert identifier(value).isascii()
    assert is_link(value) in (True, False)
    code, message = envelope_text(value)
    assert isinstance(code + message + word(value), str)


@given(st.binary(max_size=200), st.integers(300, 599), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_failed_reply_becomes_an_error(body, status, submitting):
    error = http_error(Reply(status, body), submitting=submitting)

    error.detail.encode()
    error.code.encode()
    assert len(error.code) <= 80
