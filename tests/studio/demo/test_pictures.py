"""What the demo draws and films."""

import io

import av
import pytest
from PIL import Image

from studio.demo import draw, film
from studio.demo.ticket import Ticket
from tests.studio.demo.vendor import Vendor


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
