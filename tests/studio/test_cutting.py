"""Pictures are cropped and clips trimmed to the frame, whatever they were made of."""

import av
import pytest
from PIL import Image

from studio import media
from studio.media import MediaError
from tests.studio.media_files import clip, sound, still


def test_a_picture_is_cropped_as_a_viewer_sees_it(tmp_path):
    picture = Image.new("RGB", (40, 20), (0, 0, 255))
    picture.paste((255, 0, 0), (0, 0, 20, 20))
    exif = picture.getexif()
    exif[0x0112] = 6  # turned: its left half is what a viewer sees on top
    picture.save(tmp_path / "turned.jpg", exif=exif, quality=100)

    kept = media.cut(tmp_path / "turned.jpg", tmp_path / "part", (0, 0, 1, 0.5))

    with Image.open(tmp_path / "part") as part:
        assert (kept.mime, part.size) == ("image/jpeg", (20, 20))
        assert part.getpixel((10, 10))[0] > 200 > 60 > part.getpixel((10, 10))[2]


@pytest.mark.parametrize("part", [(0, 0, 0, 1), (0.5, 0, 0.2, 1), (0, 0, 1, 2)])
def test_a_crop_leaves_something(tmp_path, part):
    with pytest.raises(MediaError) as caught:
        media.cut(still(tmp_path / "a.png"), tmp_path / "part", part)

    assert caught.value.code == "nothing_left"
    assert not (tmp_path / "part").exists()


@pytest.mark.parametrize(("codec", "form"), [("libx264", "mp4"), ("libvpx-vp9", "webm")])
def test_a_clip_is_trimmed_to_the_frame(tmp_path, codec, form):
    source = clip(tmp_path / f"a.{form}", 3, codec=codec, form=form)

    kept = media.cut(source, tmp_path / "part", (0.5, 1.75))

    found = media.probe(tmp_path / "part")
    assert (kept.mime, found.width, found.height) == ("video/mp4", 64, 48)
    assert found.duration == pytest.approx(1.25, abs=0.1)
    with av.open(str(tmp_path / "part")) as part:
        assert len(list(part.decode(video=0))) == 15


@pytest.mark.parametrize(("codec", "form"), [("libmp3lame", "mp3"), ("pcm_s16le", "wav")])
def test_a_sound_is_trimmed(tmp_path, codec, form):
    source = sound(tmp_path / f"a.{form}", codec, form, seconds=4)

    kept = media.cut(source, tmp_path / "part", (1, 3))

    assert kept.mime == "audio/mpeg"
    assert media.probe(tmp_path / "part").duration == pytest.approx(2, abs=0.15)


def test_a_part_beyond_the_end_is_no_part(tmp_path):
    with pytest.raises(MediaError) as caught:
        media.cut(clip(tmp_path / "a.mp4"), tmp_path / "part", (5, 6))

    assert caught.value.code == "nothing_left"
