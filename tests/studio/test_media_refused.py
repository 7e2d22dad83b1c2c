"""What is damaged, hostile or too large is refused before anything is made of it."""

import av
import pytest

from studio import media
from studio.media import Limits
from tests.studio.media_files import TILE, bomb, clip, code, cut, still


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_cut_short_is_damaged(tmp_path, form):
    path = tmp_path / "a"
    TILE.resize((256, 256)).save(path, form)

    assert code(lambda: media.probe(cut(path))) == "damaged"


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "libx264"), ("a.webm", "libvpx")])
def test_a_clip_cut_short_is_damaged(tmp_path, name, codec):
    path = clip(tmp_path / name, 2, (128, 96), codec, noise=True)

    assert code(lambda: media.probe(cut(path))) == "damaged"


def test_a_clip_that_begins_with_its_index_and_lost_its_end_is_damaged(tmp_path):
    source, path = clip(tmp_path / "a.mp4", 2, noise=True), tmp_path / "fast.mp4"
    with (
        av.open(str(source)) as read,
        av.open(str(path), "w", options={"movflags": "faststart"}) as written,
    ):
        track = written.add_stream_from_template(read.streams.video[0])
        for packet in read.demux(video=0):
            if packet.dts is not None:
                packet.stream = track
                written.mux(packet)

    assert path.read_bytes().index(b"moov") < path.read_bytes().index(b"mdat")
    assert code(lambda: media.probe(cut(path, 0.7))) == "damaged"


def test_a_playlist_that_calls_itself_a_clip_is_refused(tmp_path):
    path = tmp_path / "a.mp4"
    secret = tmp_path / "secret.mp4"
    clip(secret)
    for text in (f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n", f"ffconcat version 1.0\nfile {secret}"):
        path.write_text(text)
        assert code(lambda: media.probe(path)) == "unknown_type"
        path.write_bytes(b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + text.encode())
        assert code(lambda: media.probe(path)) == "damaged"


@pytest.mark.parametrize("side", [8_100, 30_000])
def test_a_decompression_bomb_is_refused(tmp_path, side):
    path = bomb(tmp_path / "a.png", side)

    assert code(lambda: media.probe(path)) == "too_large"
    assert code(lambda: media.clean_upload(path, tmp_path / "b.png")) == "too_large"


def test_the_limits_of_pixels_and_length_can_be_set(tmp_path):
    picture, film = still(tmp_path / "a.png", (100, 100)), clip(tmp_path / "a.mp4", 2)

    assert code(lambda: media.probe(picture, Limits(pixels=9_999))) == "too_large"
    assert code(lambda: media.probe(film, Limits(pixels=3_000))) == "too_large"
    assert code(lambda: media.probe(film, Limits(duration=1))) == "too_long"
