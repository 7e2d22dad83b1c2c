"""How SeedHorse is asked for a task, and what its answer means."""

import pytest

from providers import errors
from providers.params import InvalidParams
from providers.types import Failed, Output, Pending, Succeeded
from tests.providers.seedhorse.support import OPERATION, TASK_ID, adapter, recorded, reply, wire

LINK = "https://cdn.seedhorse.ai/r/{}.png?Expires=1&Signature=a%2Fb%2Bc"


def read(answer, operation=OPERATION, **settings):
    return adapter(**settings).read_poll(answer, operation)


def test_a_task_is_asked_for_by_its_long_id():
    call = adapter().poll(OPERATION)

    assert (call.method, call.path, call.json) == ("GET", f"/api/v1/task/{TASK_ID}", None)


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("/api/v1/task/status/{taskId}", f"/api/v1/task/status/{TASK_ID}"),
        ("/api/v1/task/{taskId}/status", f"/api/v1/task/{TASK_ID}/status"),
        ("/api/v1/task/query?taskId={taskId}", f"/api/v1/task/query?taskId={TASK_ID}"),
        ("/api/v1/task/{taskNo}", "/api/v1/task/T20260301100000001"),
    ],
)
def test_the_query_route_is_a_template(template, path):
    assert adapter(query_path=template).poll(OPERATION).path == path


def test_an_id_cannot_leave_its_place_in_the_path():
    call = adapter().poll({"taskId": "../x?a=1&b#{taskNo}", "taskNo": "n"})

    assert call.path == "/api/v1/task/..%2Fx%3Fa%3D1%26b%23%7BtaskNo%7D"


@pytest.mark.parametrize("path", ["/api/v1/task", "api/{taskId}", "https://evil.test/{taskId}", ""])
def test_a_query_route_without_an_id_or_with_a_host_is_refused(path):
    with pytest.raises(InvalidParams) as caught:
        adapter(query_path=path)

    assert "query_path" in caught.value.problems


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("queuing", Pending("queued", 0)),
        ("generating", Pending("running", 36)),
        ("in_review", Pending("in_review", 90, retry_after=30)),
        ("failed", Failed("upstream_failed", "Generation failed")),
        ("cancelled", Failed("upstream_failed", "cancelled by the vendor", cancelled=True)),
        ("completed_without_link", Pending("running", 100)),
    ],
)
def test_every_state_is_known(name, outcome):
    assert read(recorded(name)) == outcome


@pytest.mark.parametrize("status", ["0", " 0 ", 0])
def test_a_state_may_be_a_number_or_its_text(status):
    assert read(recorded("queuing", taskStatus=status)).state == "queued"


def test_a_completed_image_task_gives_every_link_byte_for_byte():
    outputs = (Output(LINK.format(1), "image"), Output(LINK.format(2), "image"))

    assert read(recorded("completed_image")) == Succeeded(outputs, failed=0, seed=42)


def test_a_completed_video_task_gives_its_clip():
    outcome = read(recorded("completed_video"), OPERATION | {"outputs": 1})

    output = Output("https://cdn.seedhorse.ai/r/1.mp4", "video")
    assert outcome == Succeeded((output,), failed=0, seed=None)


def test_a_result_without_a_substatus_counts_by_its_link():
    results = [{"fileUrl": LINK.format(1)}, {"fileUrl": LINK.format(2), "subStatus": None}]

    assert len(read(recorded("completed_image", results=results)).outputs) == 2


def test_a_partly_failed_task_succeeds_and_counts_what_is_missing():
    outcome = read(recorded("completed_partial"))

    assert outcome == Succeeded((Output(LINK.format(1), "image"),), failed=1)


def test_a_task_that_names_fewer_results_than_were_asked_for_counts_the_rest_as_missing():
    outcome = read(recorded("completed_image"), OPERATION | {"outputs": 4})

    assert (len(outcome.outputs), outcome.failed) == (2, 2)


def test_a_link_of_a_failed_part_is_no_result():
    results = [{"fileUrl": LINK.format(1), "subStatus": 2, "failReason": "worn out"}]

    assert read(recorded("completed_image", results=results)) == Failed(
        "upstream_failed", "worn out"
    )


def test_a_completed_task_whose_parts_all_failed_has_failed():
    outcome = read(recorded("completed_none"))

    assert outcome == Failed("content_policy", "Reference content blocked")


@pytest.mark.parametrize(
    "results", [None, [], "x", {}, [None], [{"subStatus": 0}], [{"fileUrl": "/r/1"}]]
)
def test_a_success_without_a_usable_link_is_still_pending(results):
    assert read(recorded("completed_image", results=results)) == Pending("running", 100)


@pytest.mark.parametrize(
    "reason",
    [
        "Safety check",
        "under REVIEW: policy",
        "content Blocked",
        "sensitive",
        "违规内容",
        "审核不通过",
    ],
)
def test_a_late_refusal_of_content_is_known_by_its_words(reason):
    assert read(recorded("failed", failReason=reason)) == Failed("content_policy", reason)


def test_a_failure_without_a_reason_is_the_vendors():
    assert read(recorded("failed", failReason=None)) == Failed("upstream_failed", "")


def test_progress_alone_means_nothing():
    assert read(recorded("generating", progress=100)) == Pending("running", 100)


@pytest.mark.parametrize(
    ("progress", "ours"), [("36%", 36), (36.5, 36), (250, 100), (-1, None), (None, None)]
)
def test_progress_is_a_number_up_to_a_hundred_or_nothing(progress, ours):
    assert read(recorded("generating", progress=progress)).progress == ours


def test_an_unknown_state_keeps_the_task_and_names_the_word():
    assert read(recorded("generating", taskStatus=9)).unknown_status == "9"


def test_a_word_of_the_admins_is_known_and_may_correct_ours():
    words = {"succeeded": ["DONE"], "running": ["4"]}

    done = read(recorded("completed_image", taskStatus="done"), status_words=words)
    review = read(recorded("in_review"), status_words=words)

    assert isinstance(done, Succeeded)
    assert review == Pending("running", 90)


def test_the_pace_of_a_review_is_a_setting():
    assert read(recorded("in_review"), review_interval=60).retry_after == 60


@pytest.mark.parametrize("status", [None, True, [], {}])
def test_a_task_without_a_state_is_loud(status):
    with pytest.raises(errors.ProtocolError, match="taskStatus"):
        read(recorded("generating", taskStatus=status))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (40002, errors.NotFound),
        (20003, errors.NotFound),  # another user's task; to a submission it means our key
        (20008, errors.Unauthorized),
        (10001, errors.Busy),
        (10006, errors.Busy),
        (30001, errors.InvalidRequest),
    ],
)
def test_an_error_code_raises_and_never_fails_the_task(code, kind):
    with pytest.raises(kind) as caught:
        read(reply(wire("error") | {"code": code}))

    assert caught.value.created == "no"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, errors.Unauthorized),
        (404, errors.NotFound),
        (429, errors.RateLimited),
        (500, errors.UpstreamFailed),
    ],
)
def test_an_http_error_raises_and_never_fails_the_task(status, kind):
    with pytest.raises(kind):
        read(reply(b"<html>", status))


@pytest.mark.parametrize(
    "body", [b"", b"<html>gateway</html>", b"[]", b"{}", b'{"code": 0, "data": []}']
)
def test_an_unreadable_answer_raises(body):
    with pytest.raises(errors.ProtocolError):
        read(reply(body))
