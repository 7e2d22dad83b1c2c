"""APIXO's balance, and whether a key works."""

import pytest

from providers import errors
from providers.types import Reply
from tests.providers.apixo.samples import (
    apixo,
    envelope,
    recorded,
)


def test_the_balance_is_the_number_in_the_envelope():
    assert apixo().read_balance(recorded("balance")) == "74.87"
    assert apixo().read_balance(envelope("12.50")) == "12.50"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (envelope(None), errors.ProtocolError),
        (envelope({"balance": 3}), errors.ProtocolError),
        (envelope(True), errors.ProtocolError),
        (envelope(None, 401, "Invalid key", 401), errors.Unauthorized),
        (Reply(200, b"<html>"), errors.ProtocolError),
    ],
)
def test_a_balance_that_cannot_be_read_is_an_error(reply, kind):
    with pytest.raises(kind):
        apixo().read_balance(reply)


@pytest.mark.parametrize(
    "reply",
    [
        envelope(None, 404, "Task not found", 404),
        envelope(None, 404, "Task not found"),
        envelope(None, 400, "Invalid taskId", 400),
        envelope(None, 402, "Insufficient credits", 402),
        envelope(None),
        recorded("processing"),
    ],
)
def test_any_answer_about_the_made_up_task_proves_the_key(reply):
    apixo().read_check_key(reply)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (envelope(None, 401, "Invalid key", 401), errors.Unauthorized),
        (envelope(None, 401, "Invalid key"), errors.Unauthorized),
        (envelope(None, 403, "No permission", 403), errors.Unauthorized),
        (envelope(None, 429, "Slow down", 429), errors.RateLimited),
        (envelope(None, 500, "Oops", 500), errors.UpstreamFailed),
        (Reply(404, b"<html>not found</html>"), errors.ProtocolError),
    ],
)
def test_other_answers_do_not(reply, kind):
    with pytest.raises(kind):
        apixo().read_check_key(reply)
