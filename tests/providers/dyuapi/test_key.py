"""How a DYU key is checked without spending anything."""

import pytest

from providers import errors
from providers.types import Call
from tests.providers.dyuapi.support import adapter, openai_error, recorded, reply, wire


def test_the_check_asks_for_a_made_up_task():
    assert adapter(ask_content=True).check_key() == Call("GET", "/v1/videos/task_nano_0")


@pytest.mark.parametrize(
    "answer",
    [
        reply(wire("task_not_exist"), 400),
        openai_error("Task not found", status=404),
        openai_error("no such task", status=400),
        openai_error("quota", "insufficient_user_quota", 403),
        recorded("completed"),
    ],
)
def test_an_answer_that_looked_past_the_key_proves_it(answer):
    adapter().read_check_key(answer)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (openai_error("Invalid token", status=401), errors.Unauthorized),
        (openai_error("no access", status=403), errors.Unauthorized),
        (reply(b"<html>", 502), errors.UpstreamFailed),
        (openai_error("slow down", status=429), errors.RateLimited),
        (reply(b"<html>"), errors.ProtocolError),
    ],
)
def test_any_other_answer_raises(answer, kind):
    with pytest.raises(kind):
        adapter().read_check_key(answer)


def test_a_bare_404_tells_that_the_query_route_is_wrong():
    with pytest.raises(errors.ProtocolError, match="set query_path"):
        adapter().read_check_key(reply(b"<html>Not Found</html>", 404))
