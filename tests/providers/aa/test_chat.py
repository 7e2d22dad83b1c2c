"""Results and refusals in the text of a chat answer."""

import time

import pytest

from providers.aa import chat
from providers.errors import ContentPolicy, ProtocolError, UpstreamFailed
from providers.types import Completed, Output, Reply
from tests.providers.aa.build import aa, ask, chat_says, says

ONE = "https://oss.example.com/generated/one.png?Expires=1&Signature=a%2Fb%2Bc"
TWO = "https://oss.example.com/generated/two.webp"
DATA = "data:image/png;base64,iVBORw0KGgo="


def results(content, key="gpt-image-2", *urls):
    submitted = aa().read_submit(chat_says(content), ask(key, "a fox", *urls))
    assert isinstance(submitted, Completed)
    return [output.url for output in submitted.outputs]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (f"![Generated Image]({ONE})", [ONE]),
        (f"Here:\n![a]({ONE})\n![b]({TWO})", [ONE, TWO]),
        (f'![a](<{ONE}> "a title")', [ONE]),
        ("![a](https://x.example/no-type)", ["https://x.example/no-type"]),
        ("![a](https://x.example/a(1).png)", ["https://x.example/a(1).png"]),
        (f"![a]({DATA})", [DATA]),
        (f"Your picture: {ONE}.", [ONE]),
        (f"图片地址:{TWO}。请下载", [TWO]),
        (f"[Download]({TWO}), or **{ONE}**", [TWO, ONE]),
        (f'<img src="{TWO}">', [TWO]),
        (f"as data: {DATA}", [DATA]),
        (f"{DATA} {TWO} ![a]({ONE})", [ONE, TWO, DATA]),
        (f"[![a]({ONE})]({ONE})", [ONE]),
        ([{"type": "text", "text": f"![a]({ONE})"}, {"type": "text", "text": TWO}], [ONE, TWO]),
        ([{"type": "image_url", "image_url": {"url": TWO}}], [TWO]),
        ([{"type": "image_url", "image_url": TWO}, f"![a]({ONE})"], [TWO, ONE]),
    ],
)
def test_every_picture_is_found_once_and_kept_byte_for_byte(content, found):
    assert results(content) == found


def test_a_picture_that_we_gave_is_no_result():
    content = f"I changed {TWO} as you said: ![a]({ONE})"

    assert results(content, "nanobanana-chat", TWO) == [ONE]


def test_a_veo_answer_in_plain_chat_gives_its_video():
    clip = "https://oss.example.com/a.mp4?sign=1"
    reply = chat_says(f"![cover]({ONE}) [video]({clip})")

    submitted = aa().read_submit(reply, ask("veo"))

    assert submitted == Completed((Output(clip, "video"),))


@pytest.mark.parametrize(
    "content",
    [
        "I can't help with that.",
        "I’m unable to make pictures of real people.",
        "This request violates our content policy: https://example.com/policy",
        "内容违规,无法生成",
    ],
)
def test_a_refusal_in_words_is_about_the_content_and_made_nothing(content):
    with pytest.raises(ContentPolicy) as caught:
        aa().read_submit(chat_says(content), ask("gpt-image-2"))

    assert caught.value.created == "no"
    assert caught.value.detail


def test_a_refusal_field_and_a_filtered_answer_are_about_the_content():
    filtered = says({"choices": [{"finish_reason": "content_filter", "message": {"content": ""}}]})

    for reply in (chat_says(None, refusal="I will not draw this."), filtered):
        with pytest.raises(ContentPolicy):
            aa().read_submit(reply, ask("gpt-image-2"))


def test_an_answer_in_words_without_a_picture_failed_and_made_nothing():
    with pytest.raises(UpstreamFailed) as caught:
        aa().read_submit(chat_says("A fox is a small animal."), ask("gpt-image-2"))

    assert caught.value.created == "no"
    assert caught.value.detail == "A fox is a small animal."


def test_prose_says_nothing_about_our_account_or_the_model():
    content = "The white balance of the fox is off; my maintenance is over."

    with pytest.raises(UpstreamFailed):
        aa().read_submit(chat_says(content), ask("gpt-image-2"))


@pytest.mark.parametrize(
    "content", [None, "", " ", [], {}, 7, [{"type": "output_image"}], "see https://x.example/7"]
)
def test_an_answer_that_may_hold_a_picture_is_unreadable(content):
    with pytest.raises(ProtocolError) as caught:
        aa().read_submit(chat_says(content), ask("gpt-image-2"))

    assert caught.value.created == "unknown"


@pytest.mark.parametrize("choices", [[], [None], [{}], [{"message": "x"}], {"message": {}}, "x"])
def test_an_answer_without_a_message_is_unreadable(choices):
    with pytest.raises(ProtocolError):
        aa().read_submit(says({"choices": choices}), ask("gpt-image-2"))


def test_words_in_answer_to_a_video_leave_open_whether_a_task_was_made():
    with pytest.raises(ProtocolError) as caught:
        aa().read_submit(chat_says("Your video is being made."), ask("veo"))

    assert caught.value.created == "unknown"


def test_a_large_picture_in_the_text_is_read_quickly():
    data = "data:image/png;base64," + "A" * 8_000_000
    started = time.perf_counter()

    assert results(f"![a]({data})") == [data]
    assert time.perf_counter() - started < 3


def test_hostile_markup_is_read_quickly():
    started = time.perf_counter()

    for text in ("![" * 100_000, "![a](" * 60_000, "https://" * 60_000, "![a](x(" * 50_000):
        chat.found([{"message": {"content": text}}], "image")

    assert time.perf_counter() - started < 3


def test_a_body_that_nests_too_deep_is_unreadable():
    with pytest.raises(ProtocolError):
        aa().read_submit(Reply(200, b"[" * 200_000), ask("gpt-image-2"))
