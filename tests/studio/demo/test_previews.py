"""Unfinished pictures, and who shows them."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat

from studio import egress
from tests.studio.demo.vendor import Vendor


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
