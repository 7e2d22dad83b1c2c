"""House rules that no linter checks. See "Style" in CONTRIBUTING.md."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CODE = [
    path
    for folder in ("studio", "providers", "templates", "static")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".html", ".js", ".css"} and "migrations" not in path.parts
]
LIMITS = {".py": 300, ".html": 120, ".js": 150, ".css": 200}
GENERATED = {"ratios.css"}
VAGUE = {"utils", "helpers", "common", "misc", "manager", "handlers"}


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_and_aptly_named(path):
    length = len(path.read_text().splitlines())

    assert length <= LIMITS[path.suffix] or path.name in GENERATED, "split it by subject"
    assert path.stem not in VAGUE, "name it after what is inside"


def test_lock_files_pin_hashes_and_name_no_host():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
        text = (ROOT / name).read_text()

        assert "--hash=sha256:" in text
        assert "://" not in text
