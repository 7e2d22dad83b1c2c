"""Which files a page needs at once: what its script and its style import, and what those do.

A browser that learns of them from the page asks for all at the same time, instead of finding
one behind the other.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings

IMPORTS = {
    ".js": re.compile(r"""^(?:import|export)\b[^;]*?from "\./([\w-]+\.js)";""", re.MULTILINE),
    ".css": re.compile(r"""^@import url\("([\w-]+\.css)"\)""", re.MULTILINE),
}


@cache
def needed(name: str) -> tuple[str, ...]:
    """All that `js/main.js` or `css/app.css` imports before it runs, in the order it is found."""
    found: dict[str, None] = {}
    open_ends = [name]
    while open_ends:
        for item in _imports(open_ends.pop(0)):
            if item not in found:
                found[item] = None
                open_ends.append(item)
    return tuple(found)


def _imports(name: str) -> list[str]:
    path = Path(settings.STATICFILES_DIRS[0]) / name
    folder = name.rpartition("/")[0]
    return [f"{folder}/{item}" for item in IMPORTS[path.suffix].findall(path.read_text())]
