"""Every answer to a submission in AA's model docs, and its traps."""

import pytest

from providers.errors import ProtocolError
from providers.types import Accepted, Completed, Output, Reply
from tests.providers.aa.build import IMAGE_TASK, SORA_TASK, VEO_TASK, aa, ask, says, wire

DEMO = "https://vv-agent.oss-cn-hangzhou.aliyuncs.com/generated/demo.png"
EDIT = "https://vv-agent.oss-cn-hangzhou.aliyuncs.com/generated/demo-edit.png"


@pytest.mark.parametrize("key", ["sora_studio", "sora_fast"])
def test_a_sora_task_is_accepted_with_its_route_and_price(key):
    submitted = aa().read_submit(wire(f"{key}_created"), ask(key))

    assert submitted == Accepted(SORA_TASK, "task_202604150001_abc12345", cost="0.65 USD")


@pytest.mark.parametrize("key", ["veo", "veo_fast", "veo_reference"])
def test_a_veo_task_is_accepted_from_inside_its_envelope(key):
    submitted = aa().read_submit(wire(f"{key}_created"), ask(key))

    assert submitted == Accepted(VEO_TASK, "evt_20260415_abcd1234")


@pytest.mark.parametrize("mode", ["async", "sync"])
@pytest.mark.parametrize("key", ["nanobanana", "nanobanana_pro"])
def test_an_image_task_is_accepted_whatever_was_asked(key, mode):
    submitted = aa(image_mode=mode).read_submit(wire(f"{key}_created"), ask(key))

    assert submitted == Accepted(IMAGE_TASK, "evt_20260415_img1234")


@pytest.mark.parametrize("mode", ["async", "sync"])
@pytest.mark.parametrize("key", ["nanobanana", "nanobanana_pro"])
def test_a_picture_at_once_completes_whatever_was_asked(key, mode):
    submitted = aa(image_mode=mode).read_submit(wire(f"{key}_picture"), ask(key))

    assert submitted == Completed((Output(DEMO, "image"),))


@pytest.mark.parametrize("key", ["gpt-image-2", "nanobanana-chat", "nanobanana_pro-chat"])
def test_a_chat_answer_completes_with_its_picture(key):
    reply = wire(f"{key.removesuffix('-chat')}_chat")

    assert aa().read_submit(reply, ask(key)) == Completed((Output(EDIT, "image"),))


def test_an_image_task_in_answer_to_a_chat_is_accepted():
    submitted = aa().read_submit(wire("nanobanana_created"), ask("nanobanana-chat"))

    assert submitted == Accepted(IMAGE_TASK, "evt_20260415_img1234")


def test_a_chat_answer_to_an_image_task_completes():
    submitted = aa().read_submit(wire("nanobanana_chat"), ask("nanobanana"))

    assert submitted == Completed((Output(EDIT, "image"),))


def test_a_task_that_is_done_when_created_completes():
    reply = wire("nanobanana_asked")

    submitted = aa().read_submit(reply, ask("nanobanana"))

    assert submitted == Completed((Output(DEMO, "image"),), task_id="evt_20260415_img1234")


def test_a_task_that_failed_when_created_is_accepted_and_then_asked_for():
    reply = wire("sora_studio_created", status="failed", error_message="no")

    assert isinstance(aa().read_submit(reply, ask("sora_studio")), Accepted)


def test_the_pictures_that_we_gave_are_no_results():
    given = "https://example.com/reference.png"
    reply = says({"data": [{"url": given}, {"url": DEMO}]})

    submitted = aa().read_submit(reply, ask("nanobanana", "a fox", given))

    assert submitted == Completed((Output(DEMO, "image"),))


@pytest.mark.parametrize("data", [[], [{}], [{"url": None}], [{"url": ""}], {"url": DEMO}, "x"])
def test_a_good_status_without_a_picture_is_unreadable(data):
    with pytest.raises(ProtocolError) as caught:
        aa().read_submit(says({"created": 1, "data": data}), ask("nanobanana"))

    assert caught.value.created == "unknown"


def test_an_unreadable_answer_is_kept_without_links_and_keys():
    body = b'{"odd": "aa_live_secret12345 https://oss.example.com/a.png"}'

    with pytest.raises(ProtocolError) as caught:
        aa().read_submit(Reply(200, body), ask("veo"))

    assert "odd" in caught.value.detail
    assert "secret" not in caught.value.detail
    assert "oss.example.com" not in caught.value.detail
