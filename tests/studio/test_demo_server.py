import asyncio
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import av
import httpx
import pytest
from PIL import Image, ImageChops, ImageStat

import providers
from providers import errors
from providers.types import GenerationRequest, Reply, Succeeded
from studio import egress
from studio.demo import draw, film
from studio.demo.server import DemoVendor
from studio.demo.ticket import LONGEST, Ticket
from tests import loopback

DEMO = providers.connect("demo")


class Vendor:
    """The server as the studio's own adapter sees it, at a time that the test chooses."""

    def __init__(self, speed=1.0):
        self.now = 1_800_000_000.0
        self.app = DemoVendor(speed, lambda: self.now)
        self.operation = None

    def send(self, method, path, body=None, headers=None):
        async def exchange():
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://demo:1") as client:
                return await client.request(method, path, content=body, headers=headers)

        return asyncio.run(exchange())

    def call(self, call):
        found = self.send(call.method, call.path, json.dumps(call.json), call.headers)
        return Reply(found.status_code, found.content, dict(found.headers))

    def submit(self, prompt="a fox", slug="nano-banana", params=None, outputs=1, key=""):
        spec = providers.spec("demo", slug)
        cleaned = spec.clean(params or {})
        request = GenerationRequest(
            spec, spec.upstream, prompt, cleaned, outputs=outputs, idempotency_key=key
        )
        self.operation = DEMO.read_submit(self.call(DEMO.submit(request)), request).operation
        return self.operation

    def poll(self, after=0.0):
        self.now += after
        return DEMO.read_poll(self.call(DEMO.poll(self.operation)), self.operation)

    def states(self, seconds, step=0.5):
        found = [self.poll(after=step) for _ in range(int(seconds / step))]
        return [item.state if hasattr(item, "state") else type(item).__name__ for item in found]

    def fetch(self, index=0):
        url = self.poll().outputs[index].url
        return self.send("GET", urlsplit(url).path)


def test_an_image_is_made_in_a_few_seconds_step_by_step():
    vendor = Vendor()
    vendor.submit()

    seen = []
    while not isinstance(outcome := vendor.poll(after=0.25), Succeeded):
        seen.append(outcome.progress)

    assert 10 <= len(seen) <= 24
    assert seen[0] is None
    assert seen[2:] == sorted(seen[2:])
    assert len(set(seen)) > 4


def test_a_picture_has_the_size_that_was_asked_for():
    vendor = Vendor()
    vendor.submit(params={"aspect_ratio": "16:9", "size": "2K"}, outputs=2)

    outcome = vendor.poll(after=10)

    reply = vendor.fetch(1)
    picture = Image.open(io.BytesIO(reply.content))
    assert len(outcome.outputs) == 2
    assert reply.headers["content-type"] == "image/png"
    assert picture.format == "PNG"
    assert abs(picture.width / picture.height - 16 / 9) < 0.02
    assert picture.width * picture.height == pytest.approx(2048**2, rel=0.02)


def test_the_results_of_a_task_differ_and_stay_the_same():
    vendor = Vendor()
    vendor.submit(outputs=2)
    vendor.now += 10

    first, other, again = (vendor.fetch(index).content for index in (0, 1, 0))

    assert first == again
    assert first != other


def test_a_seed_repeats_a_picture_and_is_told():
    contents = []
    for _ in range(2):
        vendor = Vendor()
        vendor.submit(params={"seed": 7})
        assert vendor.poll(after=10).seed == 7
        contents.append(vendor.fetch().content)

    assert contents[0] == contents[1]


def test_a_clip_has_the_length_the_shape_and_the_sound_that_were_asked_for():
    vendor = Vendor()
    params = {"duration": 4, "aspect_ratio": "9:16", "resolution": "480p", "audio": True}
    vendor.submit(slug="seedance-2", params=params)
    assert vendor.poll(after=7).state == "running"
    vendor.now += 6

    reply = vendor.fetch()

    with av.open(io.BytesIO(reply.content)) as container:
        track = container.streams.video[0]
        assert reply.headers["content-type"] == "video/mp4"
        assert track.codec_context.name == "h264"
        assert (track.width, track.height) == (480, 854)
        assert container.duration / 1_000_000 == pytest.approx(4, abs=0.1)
        assert len(container.streams.audio) == 1


def test_a_file_does_not_exist_before_the_task_is_done():
    vendor = Vendor()
    task_id = vendor.submit()["id"]

    assert vendor.send("GET", f"/v1/files/{task_id}/0.png").status_code == 404
    vendor.now += 10
    assert vendor.send("GET", f"/v1/files/{task_id}/1.png").status_code == 404
    assert vendor.send("GET", f"/v1/files/{task_id}/0.mp4").status_code == 404


@pytest.mark.parametrize(
    ("word", "seconds", "expected"),
    [
        ("#fast", 1, ["running", "Succeeded"]),
        ("#review", 4, ["in_review"]),
        ("#fail", 2.5, ["running", "Failed"]),
        ("#stuck", 290, ["running"]),
        ("#timeout", 290, ["running"]),
        ("#preview", 7.5, ["running"]),
        ("#preview", 8, ["Succeeded"]),
        ("#slow", 29, ["running"]),
        ("#slow", 31, ["Succeeded"]),
        ("#policyout", 7, ["Failed"]),
    ],
)
def test_a_word_in_the_prompt_chooses_what_happens(word, seconds, expected):
    vendor = Vendor()
    vendor.submit(f"{word} a fox")

    states = vendor.states(seconds)

    assert states[-1] == expected[-1]
    assert set(expected) <= set(states)


def test_a_review_asks_to_be_looked_at_again_soon():
    vendor = Vendor()
    vendor.submit("#review a fox")

    assert vendor.poll(4).retry_after == 1


def test_slow_says_nothing_and_pct_says_everything():
    slow, percent = Vendor(), Vendor()
    slow.submit("#slow")
    percent.submit("a fox #pct")

    assert slow.poll(after=10).progress is None
    assert [percent.poll(after=1).progress for _ in range(7)] == [12, 25, 37, 50, 62, 75, 87]


def test_preview_shows_an_unfinished_picture_that_grows_clearer():
    vendor = Vendor()
    vendor.submit("#preview a fox", params={"aspect_ratio": "16:9", "size": "4K"})

    shown = [vendor.poll(after=1).preview for _ in range(7)]
    vendor.now += 1
    made = Image.open(io.BytesIO(vendor.fetch().content)).convert("L")

    assert shown[0] is None
    contents = [egress.read_data_uri(item.url, 30_000)[1] for item in shown[1:]]
    pictures = [Image.open(io.BytesIO(content)) for content in contents]
    assert {(item.format, item.size) for item in pictures} == {("WEBP", (480, 270))}
    unlike = [difference(item, made) for item in pictures]
    assert unlike == sorted(unlike, reverse=True)
    assert len(set(unlike)) == 6


def difference(one, other):
    small = [item.convert("L").resize((480, 270)) for item in (one, other)]
    return ImageStat.Stat(ImageChops.difference(*small)).mean[0]


@pytest.mark.parametrize("ratio", ["1:8", "8:1", "21:9"])
def test_a_picture_of_any_shape_can_be_shown_unfinished(ratio):
    vendor = Vendor()
    vendor.submit("#preview", params={"aspect_ratio": ratio})

    assert vendor.poll(after=4).preview
    assert vendor.poll(after=4).outputs


def test_a_clip_is_shown_unfinished_as_its_first_picture():
    vendor = Vendor()
    vendor.submit("#preview", slug="seedance-2")

    assert vendor.poll(after=4).preview


def test_no_other_word_shows_anything_unfinished():
    vendor = Vendor()
    vendor.submit("#pct a fox")

    assert [vendor.poll(after=1).preview for _ in range(7)] == [None] * 7


def test_late_says_succeeded_before_there_is_a_url():
    vendor = Vendor()
    task_id = vendor.submit("#late")["id"]
    vendor.now += 6.1

    reply = vendor.send("GET", f"/v1/tasks/{task_id}").json()

    assert (reply["status"], reply["results"]) == ("succeeded", [])
    assert isinstance(vendor.poll(after=3), Succeeded)


def test_partial_leaves_out_the_last_of_several():
    vendor = Vendor()
    vendor.submit("#partial", outputs=4)

    outcome = vendor.poll(after=10)

    assert (len(outcome.outputs), outcome.failed) == (3, 1)
    vendor.submit("#partial")
    assert vendor.poll(after=10).failed == 0


def test_savefail_succeeds_without_a_file_that_can_be_fetched():
    vendor = Vendor()
    vendor.submit("#savefail")
    vendor.now += 10

    assert vendor.fetch().status_code == 500


@pytest.mark.parametrize(
    ("word", "kind", "created"),
    [
        ("#policy", errors.ContentPolicy, "no"),
        ("#forbidden", errors.ContentPolicy, "no"),
        ("#account", errors.OutOfBalance, "no"),
        ("#down", errors.ModelOffline, "no"),
        ("#busy", errors.Busy, "no"),
        ("#lost", errors.UpstreamFailed, "unknown"),
    ],
)
def test_a_word_in_the_prompt_refuses_the_task(word, kind, created):
    with pytest.raises(kind) as caught:
        Vendor().submit(f"a fox {word}")

    assert caught.value.created == created


def test_a_busy_demo_takes_the_same_submission_a_little_later():
    vendor = Vendor()
    for _ in range(2):
        with pytest.raises(errors.Busy) as caught:
            vendor.submit("#busy", key="one")
        assert 0 < caught.value.retry_after <= 4
        vendor.now += 1.5
    vendor.now += 2

    assert vendor.submit("#busy", key="one")
    with pytest.raises(errors.Busy):
        vendor.submit("#busy", key="two")


def test_words_without_a_hash_choose_nothing():
    vendor = Vendor()
    vendor.submit("a slow river, late, no policy #unknown can fail a#fast")

    assert isinstance(vendor.poll(after=6.1), Succeeded)


def test_speed_divides_every_time():
    vendor = Vendor(speed=1000)
    vendor.submit("#slow")

    assert isinstance(vendor.poll(after=0.031), Succeeded)


def test_a_restart_loses_nothing():
    vendor = Vendor()
    vendor.submit()
    vendor.app = DemoVendor(1.0, lambda: vendor.now)

    assert isinstance(vendor.poll(after=10), Succeeded)


def test_every_task_has_an_id_of_its_own_that_fits():
    vendor = Vendor()
    longest = {"aspect_ratio": "1:8", "size": "4K", "seed": 2**31 - 1}
    prompts = ["#policyout " + "x1Yz9" * 99, "狐狸在晨雾中奔跑穿过森林" * 9, "#late"]

    ids = [vendor.submit(prompt, params=longest)["id"] for prompt in prompts * 9]

    assert len(set(ids)) == 27
    assert max(map(len, ids)) <= LONGEST


@pytest.mark.parametrize("task_id", ["none", "eNo", "A" * 5000, "____"])
def test_an_id_that_is_none_is_not_found(task_id):
    assert Vendor().send("GET", f"/v1/tasks/{task_id}").status_code == 404
    assert Vendor().send("GET", f"/v1/files/{task_id}/0.png").status_code == 404


def test_a_made_up_ticket_cannot_ask_for_a_huge_picture():
    ticket = Ticket(1, 0, "", 60_000, 60_000, 0, 1, 1, 1, 5, 0, 1, "")

    assert Vendor().send("GET", f"/v1/tasks/{ticket.pack()}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"prompt": 7}',
        b'{"prompt": "a", "outputs": 5}',
        b'{"prompt": "a", "params": {"size": "9K"}}',
        b'{"prompt": "a", "params": {"aspect_ratio": "0:1"}}',
        b'{"prompt": "a", "kind": "video", "params": {"duration": 99}}',
    ],
)
def test_a_request_that_makes_no_sense_is_refused(body):
    reply = Vendor().send("POST", "/v1/tasks", body)

    assert reply.status_code == 422
    assert reply.json()["error"]["code"] == "invalid_params"


def test_other_addresses_and_methods_are_refused():
    assert Vendor().send("GET", "/").status_code == 404
    assert Vendor().send("GET", "/v1/tasks").status_code == 405
    assert Vendor().send("DELETE", "/v1/tasks/a").status_code == 405


@pytest.mark.parametrize("scene", range(5))
def test_every_scene_can_be_drawn_and_filmed(scene):
    picture = Image.open(io.BytesIO(draw.picture((96, 640), scene, "s", "狐狸")))
    clip = film.clip((96, 54), scene, "s", "A fox", 1, False)

    assert picture.size == (96, 640)
    assert len(picture.getcolors(100_000) or range(100_001)) > 50
    with av.open(io.BytesIO(clip)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 24


def test_the_caption_shows_whole_words_and_only_letters_that_the_font_has():
    font = draw._font(20)

    assert draw.fitting("A red fox", font, 900) == "A red fox"
    assert draw.fitting("A red fox", font, font.getlength("A red f")) == "A red"
    assert draw.fitting("狐狸", font, 900) == ""
    assert draw.fitting("żółty Łoś", font, 900).lower()[-3:] in ("łoś", "los", "loś")
    assert "#" not in Ticket.issue({"prompt": "#fast a fox"}, 1.0).caption


def test_it_runs_as_a_process_on_loopback():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "studio.demo", "--port", str(port)],
        env=os.environ | {"STUDIO_DEMO_SPEED": "1000"},
    )

    try:
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 20
        while True:
            try:
                created = loopback.post(f"{url}/v1/tasks", json={"prompt": "a fox"})
                break
            except httpx.ConnectError:
                assert time.monotonic() < until
                time.sleep(0.1)
        time.sleep(0.05)
        found = loopback.get(f"{url}/v1/tasks/{created.json()['id']}").json()
        picture = loopback.get(found["results"][0]["url"])
    finally:
        process.terminate()

    assert re.match(rf"http://127\.0\.0\.1:{port}/v1/files/", found["results"][0]["url"])
    assert picture.content.startswith(b"\x89PNG")
    assert process.wait(10) in (0, -15)
