"""The catalogues of translations: `locale/<language>/LC_MESSAGES/django.po`, compiled when one changed.

Babel reads and writes them, so that no system package is needed.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "locale"
NAME = "django.po"


def catalogues() -> list[Path]:
    return sorted(FOLDER.glob(f"*/LC_MESSAGES/{NAME}"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, ignore_obsolete=True)


def compile_changed() -> list[Path]:
    """What Django reads, beside what people write. A file compiled before is left alone."""
    stale = [path for path in catalogues() if not _is_compiled(path)]
    for path in stale:
        _compile(path)
    return stale


def _is_compiled(path: Path) -> bool:
    """A compiled catalogue has the time of the one it was made from."""
    made = path.with_suffix(".mo")
    return made.exists() and made.stat().st_mtime_ns == path.stat().st_mtime_ns


def _compile(path: Path) -> None:
    """Whole or not at all: several processes may start at once."""
    stat = path.stat()
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        write_mo(file, read(path))
    os.utime(file.name, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    made = Path(file.name)
    made.chmod(0o644)
    made.replace(path.with_suffix(".mo"))
