"""GrsAI's credits, and whether a key works."""

import pytest

from providers import errors
from providers.types import Reply
from tests.providers.grsai.samples import (
    answer,
    grsai,
    recorded,
)


def test_the_credits_are_read():
    assert grsai().read_balance(recorded("credits")) == "4200"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer({"code": -1, "msg": "apikey error", "data": None}), errors.Unauthorized),
        (answer({"code": -1, "msg": "oops", "data": {"credits": 3}}), errors.UpstreamFailed),
        (answer({"code": 0, "data": {}}), errors.ProtocolError),
        (answer({}, 401), errors.Unauthorized),
        (Reply(200, b"<html>"), errors.ProtocolError),
    ],
)
def test_credits_that_cannot_be_read_are_an_error(reply, kind):
    with pytest.raises(kind):
        grsai().read_balance(reply)


@pytest.mark.parametrize(
    "reply",
    [
        answer({"error": "task not found"}, 404),
        recorded("unknown_task"),
        answer({"error": "id 不存在"}, 400),
        answer({"code": -1, "msg": "no such task"}),
        answer({"error": "insufficient credits"}, 402),
        recorded("running"),
    ],
)
def test_any_answer_about_the_made_up_task_proves_the_key(reply):
    grsai().read_check_key(reply)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer({}, 401), errors.Unauthorized),
        (answer({"error": "apikey error"}, 400), errors.Unauthorized),
        (answer({"error": "apikey error"}), errors.Unauthorized),
        (answer({"id": "", "status": "failed", "error": "apikey error"}), errors.Unauthorized),
        (answer({}, 429), errors.RateLimited),
        (answer({}, 500), errors.UpstreamFailed),
        (Reply(404, b"<html>not found</html>"), errors.ProtocolError),
    ],
)
def test_other_answers_do_not(reply, kind):
    with pytest.raises(kind):
        grsai().read_check_key(reply)
