"""How a SeedHorse key is checked without spending anything."""

import pytest

from providers import errors
from providers.types import Call
from tests.providers.seedhorse.support import adapter, recorded, reply


def test_the_check_asks_for_a_made_up_task():
    assert adapter().check_key() == Call("GET", "/api/v1/task/1")


@pytest.mark.parametrize("code", [40002, 20003, 30001, 60001, 40003])
def test_an_answer_that_looked_past_the_key_proves_it(code):
    adapter().read_check_key(reply({"code": code, "message": "no", "data": None}))


def test_a_task_proves_the_key():
    adapter().read_check_key(recorded("generating"))


@pytest.mark.parametrize("code", [20001, 20002, 20008, 20099])
def test_a_refused_key_raises(code):
    with pytest.raises(errors.Unauthorized):
        adapter().read_check_key(reply({"code": code, "message": "Invalid API Key"}))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(b"<html>", 401), errors.Unauthorized),
        (reply({"code": 10001, "message": "System busy"}), errors.Busy),
        (reply(b"<html>", 502), errors.UpstreamFailed),
        (reply(b"<html>"), errors.ProtocolError),
        (reply({}), errors.ProtocolError),
    ],
)
def test_an_answer_that_says_nothing_of_the_key_raises(answer, kind):
    with pytest.raises(kind):
        adapter().read_check_key(answer)


@pytest.mark.parametrize("body", [b"<html>Not Found</html>", b"", b'{"error": "Not Found"}'])
def test_a_bare_404_tells_that_the_query_route_is_wrong(body):
    with pytest.raises(errors.ProtocolError, match="set query_path"):
        adapter().read_check_key(reply(body, 404))
