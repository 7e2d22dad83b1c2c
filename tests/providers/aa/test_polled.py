"""Every status of both vocabularies, every answer to a question, and their traps."""

import pytest

from providers.errors import NotFound, ProtocolError, UpstreamFailed
from providers.types import Failed, Output, Pending, Reply, Succeeded
from tests.providers.aa.build import IMAGE_TASK, SORA_TASK, VEO_TASK, aa, ask, says, wire

DEMO = "https://vv-agent.oss-cn-hangzhou.aliyuncs.com/generated/demo.png"
SIGNED = "https://oss.example.com/a%2Fb.mp4?Expires=1&Signature=x%2By%3D&k=1"


@pytest.mark.parametrize("key", ["sora_studio", "sora_fast"])
def test_a_running_sora_task_is_pending(key):
    assert aa().read_poll(wire(f"{key}_asked"), SORA_TASK) == Pending("running", 36)


@pytest.mark.parametrize("key", ["veo", "veo_fast", "veo_reference"])
def test_a_running_veo_task_is_pending(key):
    assert aa().read_poll(wire(f"{key}_asked"), VEO_TASK) == Pending("running", 58)


@pytest.mark.parametrize("key", ["nanobanana", "nanobanana_pro"])
def test_a_finished_image_task_has_its_picture(key):
    outcome = aa().read_poll(wire(f"{key}_asked"), IMAGE_TASK)

    assert outcome == Succeeded((Output(DEMO, "image"),))


@pytest.mark.parametrize(
    ("name", "task", "status", "state"),
    [
        ("sora_studio_asked", SORA_TASK, "queued", "queued"),
        ("sora_studio_asked", SORA_TASK, "processing", "running"),
        ("veo_asked", VEO_TASK, "queued", "queued"),
        ("veo_asked", VEO_TASK, "running", "running"),
        ("veo_asked", VEO_TASK, " Running ", "running"),
    ],
)
def test_a_waiting_word_is_pending(name, task, status, state):
    outcome = aa().read_poll(wire(name, status=status), task)

    assert isinstance(outcome, Pending)
    assert (outcome.state, outcome.unknown_status) == (state, "")


@pytest.mark.parametrize(
    ("name", "task", "status", "cost"),
    [
        ("sora_studio_asked", SORA_TASK, "completed", "0.65 USD"),
        ("veo_asked", VEO_TASK, "succeeded", ""),
    ],
)
def test_a_finished_video_keeps_its_url_byte_for_byte(name, task, status, cost):
    outcome = aa().read_poll(wire(name, status=status, video_url=SIGNED), task)

    assert outcome == Succeeded((Output(SIGNED, "video"),), cost=cost)


@pytest.mark.parametrize(
    ("name", "task", "status"),
    [
        ("sora_studio_asked", SORA_TASK, "completed"),
        ("veo_asked", VEO_TASK, "succeeded"),
        ("nanobanana_asked", IMAGE_TASK, "succeeded"),
    ],
)
@pytest.mark.parametrize("url", [None, "", "soon", {"url": DEMO}])
def test_a_success_without_its_url_is_still_pending(name, task, status, url):
    changes = {"status": status, "progress": 100, "video_url": url, "result_image_url": url}

    assert aa().read_poll(wire(name, **changes), task) == Pending("running", 100)


def test_full_progress_is_no_success():
    reply = wire("sora_studio_asked", progress=100)

    assert aa().read_poll(reply, SORA_TASK) == Pending("running", 100)


def test_the_reference_and_a_preview_are_no_video():
    reply = wire("veo_asked", status="succeeded", image_url=DEMO, result_image_url=DEMO)

    assert isinstance(aa().read_poll(reply, VEO_TASK), Pending)


def test_a_task_may_also_be_nested_when_asked_for():
    assert aa().read_poll(wire("veo_created"), VEO_TASK) == Pending("queued", 0)


def test_a_short_task_object_is_enough():
    outcome = aa().read_poll(says({"status": "running"}), IMAGE_TASK)

    assert outcome == Pending("running")


@pytest.mark.parametrize(
    ("name", "task"), [("sora_studio_asked", SORA_TASK), ("veo_asked", VEO_TASK)]
)
def test_a_failed_task_says_why(name, task):
    reply = wire(name, status="failed", error_code="E7", error_message="The model broke")

    outcome = aa().read_poll(reply, task)

    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.code) == ("upstream_failed", "E7")
    assert outcome.message == "The model broke"
    assert not outcome.refunded


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        ("content_policy_violation", None, "content_policy"),
        (None, "Blocked by the safety system", "content_policy"),
        ("content_filter", "", "content_policy"),
        (451, "提示词违规", "content_policy"),
        (None, "余额不足", "vendor_balance"),
        (None, "the model is offline", "model_offline"),
        (None, None, "upstream_failed"),
    ],
)
def test_the_words_of_a_failure_name_its_kind(code, message, kind):
    reply = wire("veo_asked", status="failed", error_code=code, error_message=message)

    outcome = aa().read_poll(reply, VEO_TASK)

    assert isinstance(outcome, Failed)
    assert outcome.kind == kind


@pytest.mark.parametrize(("given_back", "cost"), [(0.65, "0 USD"), (0.25, "0.4 USD")])
def test_a_refunded_task_failed_and_costs_what_the_vendor_keeps(given_back, cost):
    reply = wire("sora_studio_asked", status="refunded", refunded_usd=given_back)

    outcome = aa().read_poll(reply, SORA_TASK)

    assert outcome == Failed("upstream_failed", refunded=True, cost=cost)


def test_a_refunded_veo_task_names_no_price():
    outcome = aa().read_poll(wire("veo_asked", status="refunded"), VEO_TASK)

    assert outcome == Failed("upstream_failed", refunded=True)


@pytest.mark.parametrize("price", [None, "", "free", -1, [], True, 1e300, float("nan")])
def test_a_price_that_is_none_is_left_out(price):
    reply = wire("sora_studio_created", price_usd=price)

    assert aa().read_submit(reply, ask("sora_studio")).cost == ""


def test_a_word_that_we_do_not_know_keeps_the_task_going():
    outcome = aa().read_poll(wire("veo_asked", status="Warming_Up"), VEO_TASK)

    assert outcome == Pending("running", 58, unknown_status="warming_up")


def test_an_admin_can_teach_a_word():
    provider = aa(status_words={"failed": ["Expired"], "queued": ["warming_up"]})

    assert provider.read_poll(wire("veo_asked", status="warming_up"), VEO_TASK).state == "queued"
    assert isinstance(provider.read_poll(wire("veo_asked", status="expired"), VEO_TASK), Failed)


@pytest.mark.parametrize("progress", [None, "", "soon", [], -5])
def test_progress_that_is_none_is_left_out(progress):
    assert aa().read_poll(wire("veo_asked", progress=progress), VEO_TASK).progress is None


def test_a_task_without_a_status_is_unreadable():
    with pytest.raises(ProtocolError) as caught:
        aa().read_poll(says({"task_id": "evt_1", "video_url": SIGNED}), VEO_TASK)

    assert caught.value.created == "no"


def test_a_404_after_acceptance_is_raised_and_ends_nothing():
    with pytest.raises(NotFound):
        aa().read_poll(says({"detail": "Task not found"}, status=404), VEO_TASK)


def test_a_broken_server_ends_no_task():
    with pytest.raises(UpstreamFailed):
        aa().read_poll(Reply(502, b"<html>"), VEO_TASK)
