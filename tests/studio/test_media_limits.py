"""The child that reads files has limits, and its end is never ours."""

import json
import subprocess
import sys

import pytest
from PIL import Image

from studio import media
from studio.media import Limits, jail
from tests.studio.media_files import clip, code, still


def test_too_much_memory_ends_the_child_and_not_us(tmp_path):
    path = still(tmp_path / "a.png", (6000, 6000))

    assert code(lambda: media.probe(path, Limits(memory=300_000_000))) == "too_large"


def test_too_much_computing_ends_the_child_and_not_us(tmp_path):
    path = clip(tmp_path / "a.mp4", 6, (2560, 1440), noise=True)

    found = code(lambda: media.derive(path, tmp_path / "out", "video", Limits(cpu=1)))

    assert found == "timeout"


def test_too_long_a_wait_ends_the_child_and_not_us(tmp_path):
    path = still(tmp_path / "a.png")

    assert code(lambda: media.probe(path, Limits(wall=0.01))) == "timeout"


def test_too_large_a_result_is_refused(tmp_path):
    path = tmp_path / "a.png"
    Image.effect_noise((600, 600), 90).save(path)

    found = code(lambda: media.clean_upload(path, tmp_path / "b", Limits(file_size=50_000)))

    assert found == "too_large"
    assert not (tmp_path / "b").exists()


def test_a_crash_of_the_child_is_a_damaged_file(tmp_path, monkeypatch):
    ended = subprocess.CompletedProcess([], -11, b"", b"Segmentation fault")
    monkeypatch.setattr(jail, "_spawn", lambda arguments, wall: ended)

    assert code(lambda: media.probe(tmp_path / "a.png")) == "damaged"


def test_a_missing_file_or_folder_is_our_own_trouble(tmp_path):
    path = still(tmp_path / "a.png")
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(FileNotFoundError):
        media.probe(tmp_path / "none.png")
    with pytest.raises(OSError):
        media.derive(path, tmp_path / "file" / "out", "image")


def test_the_child_imports_no_django():
    code = (
        "import json, sys, studio.media.child, studio.media.proof, studio.media.renditions,"
        " studio.media.cleaning; print(json.dumps([n for n in sys.modules if 'django' in n]))"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=jail.ROOT)

    assert json.loads(ended.stdout) == []


def test_the_child_loads_nothing_that_it_does_not_need():
    """Every file that is kept starts one or two."""
    found = subprocess.run(
        [sys.executable, "-c", "import sys, studio.media.child; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert {"django", "pydantic", "PIL", "av"} & set(found.stdout.split()) == set()
