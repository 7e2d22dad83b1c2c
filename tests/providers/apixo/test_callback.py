"""What a callback of APIXO's is worth."""

import pytest

from tests.providers.apixo.samples import (
    TASK,
    apixo,
    recorded,
    request,
)


@pytest.mark.parametrize("name", ["success", "failed", "processing", "accepted"])
def test_a_callback_is_a_hint_to_ask_and_nothing_more(name):
    assert apixo().read_callback(recorded(name).body) == {"taskId": TASK}


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"\xff", b'{"taskId": "x"}', b'{"data": {"taskId": {}}}']
)
def test_a_callback_that_is_rubbish_is_none(body):
    assert apixo().read_callback(body) is None


def test_the_hint_of_a_callback_leads_to_a_question():
    provider = apixo()
    hint = provider.read_callback(recorded("success").body)

    operation = provider.adopt(hint, request())

    assert provider.poll(operation).path == f"/api/v1/statusTask/nano-banana?taskId={TASK}"
