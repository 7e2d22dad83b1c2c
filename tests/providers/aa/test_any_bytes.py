"""Whatever AA sends, there is an outcome or an error of ours."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.errors import ProviderError
from providers.types import Accepted, Completed, Failed, Output, Pending, Reply, Succeeded
from tests.providers.aa.build import IMAGE_TASK, SORA_TASK, VEO_TASK, aa, ask

KEYS = ["sora_studio", "veo", "nanobanana", "gpt-image-2"]
TASKS = [SORA_TASK, VEO_TASK, IMAGE_TASK]
WORDS = ["queued", "processing", "running", "completed", "succeeded", "failed", "refunded"]

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=10,
)
link = st.just("https://oss.example.com/a.png?a=b%2F") | anything
said = st.text(alphabet="![]()<>ahtps:/.png,;=%&? \n", max_size=60) | anything
message = st.fixed_dictionaries({}, optional={"content": said, "refusal": anything})
choice = st.fixed_dictionaries({}, optional={"message": message, "finish_reason": anything})
task = st.fixed_dictionaries(
    {},
    optional={
        "task_id": st.just("evt_1") | anything,
        "status": st.sampled_from(WORDS) | anything,
        "progress": st.integers() | st.just("36%") | anything,
        "video_url": link,
        "result_image_url": link,
        "error_code": anything,
        "error_message": anything,
        "price_usd": st.floats() | anything,
        "refunded_usd": st.floats() | anything,
    },
)
nearly = task | st.fixed_dictionaries(
    {},
    optional={
        "id": anything,
        "object": st.just("video.task") | anything,
        "task": task | anything,
        "choices": st.lists(choice, max_size=2) | anything,
        "data": st.lists(st.fixed_dictionaries({"url": link}), max_size=2) | anything,
        "code": st.integers(0, 600) | anything,
        "error": anything,
        "detail": st.lists(st.fixed_dictionaries({"loc": anything, "msg": anything})) | anything,
        "message": anything,
    },
)
bodies = st.binary(max_size=80) | (anything | nearly).map(lambda data: json.dumps(data).encode())
statuses = st.sampled_from([200, 200, 200, 201, 302, 400, 401, 403, 404, 422, 429, 500, 503])


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=100, deadline=None)
@given(status=statuses, body=bodies)
def test_a_submission_is_accepted_completed_or_an_error(key, status, body):
    try:
        outcome = aa().read_submit(Reply(status, body), ask(key))
    except ProviderError as error:
        assert len(error.detail) <= 400
        return

    assert isinstance(outcome, Accepted | Completed)
    assert status in (200, 201)
    if isinstance(outcome, Completed):
        assert_usable(outcome.outputs)
    else:
        assert outcome.task_id
        assert json.loads(json.dumps(outcome.operation)) == outcome.operation


@pytest.mark.parametrize("operation", TASKS, ids=["sora", "veo", "image"])
@settings(max_examples=100, deadline=None)
@given(status=statuses, body=bodies)
def test_a_look_is_an_outcome_or_an_error(operation, status, body):
    try:
        outcome = aa().read_poll(Reply(status, body), operation)
    except ProviderError as error:
        assert error.created == "no"
        return

    assert isinstance(outcome, Pending | Succeeded | Failed)
    assert status in (200, 201)
    if isinstance(outcome, Succeeded):
        assert_usable(outcome.outputs)


@settings(max_examples=60, deadline=None)
@given(status=statuses, body=bodies)
def test_a_check_of_the_key_passes_or_is_an_error(status, body):
    try:
        aa().read_check_key(Reply(status, body))
    except ProviderError:
        return

    assert status in (200, 201, 404)


def assert_usable(outputs):
    assert outputs
    assert all(isinstance(output, Output) and output.url for output in outputs)
    assert all(output.url.startswith(("http://", "https://", "data:")) for output in outputs)
