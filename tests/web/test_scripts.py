"""The scripts as one heap of modules."""

import re
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "static" / "js"
IMPORT = re.compile(r"""(?:from|import\()\s*"\./([\w-]+\.js)\"""")


def test_modules_import_in_one_direction():
    """Names that carry a digest of what is imported cannot be made for a circle."""
    imports = {path.name: IMPORT.findall(path.read_text()) for path in SCRIPTS.glob("*.js")}

    def walk(name, way):
        for other in imports.get(name, ()):
            assert other not in way, [*way, other]
            walk(other, [*way, other])

    for name in imports:
        walk(name, [name])
