"""Error answers: AA documents none, so every usual spelling must be understood."""

import pytest

from providers import errors
from providers.types import Reply
from tests.providers.aa.build import VEO_TASK, aa, ask, says


def refusal(reply, key="nanobanana"):
    with pytest.raises(errors.ProviderError) as caught:
        aa().read_submit(reply, ask(key))
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind", "created"),
    [
        (400, errors.InvalidRequest, "no"),
        (401, errors.Unauthorized, "no"),
        (402, errors.OutOfBalance, "no"),
        (403, errors.Unauthorized, "no"),
        (404, errors.NotFound, "no"),
        (413, errors.InvalidRequest, "no"),
        (422, errors.InvalidRequest, "no"),
        (429, errors.RateLimited, "no"),
        (500, errors.UpstreamFailed, "unknown"),
        (502, errors.UpstreamFailed, "unknown"),
        (503, errors.UpstreamFailed, "unknown"),
        (504, errors.UpstreamFailed, "unknown"),
    ],
)
@pytest.mark.parametrize("key", ["sora_studio", "veo", "nanobanana", "gpt-image-2"])
def test_a_status_has_its_kind_on_every_route(key, status, kind, created):
    error = refusal(says({"detail": "no"}, status=status), key)

    assert type(error) is kind
    assert error.created == created
    assert error.detail == "no"


def test_a_503_is_a_refusal_when_it_says_when_to_come_back():
    reply = says({"detail": "Too many tasks"}, 503, **{"retry-after": "5"})

    error = refusal(reply)

    assert type(error) is errors.Busy
    assert (error.created, error.retry_after) == ("no", 5)


def test_a_503_may_say_that_the_model_is_offline():
    error = refusal(says({"detail": "veo is offline"}, 503, **{"retry-after": "60"}))

    assert type(error) is errors.ModelOffline
    assert error.retry_after == 60


@pytest.mark.parametrize(
    "body",
    [
        {"detail": "Prompt violates the policy"},
        {"error": {"message": "Prompt violates the policy", "type": "invalid_request"}},
        {"error": {"message": "no", "code": "content_policy_violation"}},
        {"error_code": "content_policy", "error_message": "no"},
        {"message": "内容违规"},
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_words_about_the_content_are_understood_in_every_envelope(body, status):
    error = refusal(says(body, status))

    assert type(error) is errors.ContentPolicy
    assert error.created == "no"


@pytest.mark.parametrize("status", [200, 400, 402, 403])
def test_words_about_our_balance_are_understood_at_every_status(status):
    assert type(refusal(says({"detail": "余额不足"}, status))) is errors.OutOfBalance


def test_a_401_stays_about_the_key_whatever_it_says():
    assert type(refusal(says({"detail": "blocked"}, 401))) is errors.Unauthorized


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (["body", "prompt"], "prompt"),
        (["body", "quality"], "size"),
        (["body", "aspect_ratio"], "aspect_ratio"),
        (["body", "messages", 0, "content"], "prompt"),
        (["body", "images", 6], "references"),
        (["body", "image_url"], "references"),
        ([], ""),
        (None, ""),
    ],
)
def test_a_field_that_the_vendor_names_is_named_by_our_name(place, field):
    error = refusal(says({"detail": [{"loc": place, "msg": "is too long"}]}, 422))

    assert type(error) is errors.InvalidRequest
    assert (error.field, error.detail) == (field, "is too long")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (401, errors.Unauthorized),
        (402, errors.OutOfBalance),
        ("429", errors.RateLimited),
        (500, errors.UpstreamFailed),
    ],
)
def test_a_good_status_with_an_error_code_inside_is_that_error(code, kind):
    assert type(refusal(says({"code": code, "message": "no"}))) is kind


def test_a_good_status_with_an_error_inside_leaves_open_whether_a_task_was_made():
    error = refusal(says({"error": {"message": "Upstream broke", "code": "E1"}}))

    assert type(error) is errors.UpstreamFailed
    assert (error.detail, error.code, error.created) == ("Upstream broke", "E1", "unknown")


def test_an_error_beside_an_answer_in_words_counts():
    reply = says({"error": "Upstream broke", "choices": [{"message": {"content": "sorry"}}]})

    assert type(refusal(reply, "gpt-image-2")) is errors.UpstreamFailed


def test_a_good_status_with_an_unknown_message_is_unreadable():
    assert type(refusal(says({"message": "hello"}))) is errors.ProtocolError


def test_an_error_in_answer_to_a_question_creates_nothing():
    with pytest.raises(errors.UpstreamFailed) as caught:
        aa().read_poll(says({"error": "broke"}), VEO_TASK)

    assert caught.value.created == "no"


def test_the_key_is_checked_by_asking_for_a_task_that_does_not_exist():
    call = aa().check_key()

    assert (call.method, call.json) == ("GET", None)
    assert call.path.startswith("/v1/tasks/evt_")


@pytest.mark.parametrize(
    "reply",
    [
        says({"detail": "Task not found"}, 404),
        says({"code": 404, "message": "no such task"}),
        says({"task_id": "evt_1", "status": "failed"}),
    ],
)
def test_a_key_works_when_only_the_task_is_missing(reply):
    assert aa().read_check_key(reply) is None


@pytest.mark.parametrize("status", [401, 403])
def test_a_bad_key_is_told_apart(status):
    with pytest.raises(errors.Unauthorized):
        aa().read_check_key(says({"detail": "Invalid API key"}, status))


@pytest.mark.parametrize("status", [200, 404])
def test_another_hosts_page_says_nothing_about_a_key(status):
    with pytest.raises(errors.ProtocolError):
        aa().read_check_key(Reply(status, b"<html>Not here</html>"))
