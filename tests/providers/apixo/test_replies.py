"""What APIXO's answers mean."""

import pytest

from providers.types import Accepted, Completed, Failed, Output, Pending, Succeeded
from tests.providers.apixo.samples import (
    OPERATION,
    TASK,
    apixo,
    envelope,
    packed,
    poll,
    recorded,
    request,
    state,
)

URL = "https://file.apixo.ai/task_12345678/0.png?sign=a%2Fb%2Bc&e=1"
FAIL_CODES = {
    "CONTENT_VIOLATION": "content_policy",
    "NSFW_DETECTED": "content_policy",
    "SensitiveContentDetected": "content_policy",
    "google.OutputSensitiveContentDetected.image": "content_policy",
    "content-violation": "content_policy",
    "PROMPT_TOO_LONG": "invalid_params",
    "INVALID_PROMPT": "invalid_params",
    "INVALID_IMAGE_URL": "invalid_params",
    "IMAGE_TOO_LARGE": "invalid_params",
    "UNSUPPORTED_FORMAT": "invalid_params",
    "IMAGE_DOWNLOAD_FAILED": "invalid_params",
    "PROCESSING_TIMEOUT": "upstream_failed",
    "GENERATION_FAILED": "upstream_failed",
    "MODEL_UNAVAILABLE": "model_offline",
    "INSUFFICIENT_CREDITS": "vendor_balance",
    "SOMETHING_NEW": "upstream_failed",
    "": "upstream_failed",
}


def test_an_accepted_task_is_followed_by_its_id_and_model():
    assert apixo().read_submit(recorded("accepted"), request()) == Accepted(OPERATION, TASK)


def test_the_documented_states_are_read():
    assert poll(recorded("pending")) == Pending("queued")
    assert poll(recorded("processing")) == Pending("running")
    assert poll(recorded("success")) == Succeeded((Output(URL),))
    assert poll(recorded("failed")) == Failed(
        "content_policy", "Content violates safety guidelines", code="CONTENT_VIOLATION"
    )


def test_a_result_instead_of_a_task_completes_the_submission():
    reply = envelope({"state": "success", "resultJson": packed(URL)})

    assert apixo().read_submit(reply, request()) == Completed((Output(URL),))


def test_a_result_beside_a_task_is_left_to_the_status_route():
    reply = state("success", resultJson=packed(URL))

    assert apixo().read_submit(reply, request()) == Accepted(OPERATION, TASK)


@pytest.mark.parametrize("result", [packed(URL), {"resultUrls": [URL]}])
def test_the_result_is_json_within_a_string_or_an_object(result):
    assert poll(state("success", resultJson=result)) == Succeeded((Output(URL),))


@pytest.mark.parametrize(
    "result",
    [None, "", "{", "[]", "null", '"x"', "[" * 9000, packed(), packed(""), {}, [], 7],
)
def test_a_success_without_a_url_is_not_over(result):
    assert poll(state("success", resultJson=result)) == Pending()


def test_missing_results_are_counted():
    assert poll(state("success", resultJson=packed(URL, "", None))) == Succeeded(
        (Output(URL),), failed=2
    )


@pytest.mark.parametrize(("code", "kind"), FAIL_CODES.items())
def test_every_fail_code_has_its_kind(code, kind):
    found = poll(state("failed", failCode=code, failMsg="it failed"))

    assert found == Failed(kind, "it failed", code=code)


@pytest.mark.parametrize("code", [code for code in FAIL_CODES if code])
def test_the_case_of_a_fail_code_does_not_matter(code):
    upper, lower = (poll(state("failed", failCode=word)) for word in (code.upper(), code.lower()))

    assert upper.kind == lower.kind == FAIL_CODES[code]


def test_an_unknown_word_keeps_the_task_and_is_told():
    assert poll(state("Rehearsing")) == Pending(unknown_status="rehearsing")


def test_words_of_the_settings_win():
    words = {"queued": ["Waiting"], "failed": ["burnt"], "running": ["success"]}

    assert poll(state("waiting"), status_words=words) == Pending("queued")
    assert poll(state("burnt"), status_words=words) == Failed("upstream_failed")
    assert poll(state("success", resultJson=packed(URL)), status_words=words) == Pending()


def test_progress_is_never_made_up():
    assert poll(recorded("processing")).progress is None
