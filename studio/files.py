"""Archived files in the storage, named after their content."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage


class StorageTrouble(Exception):
    """The storage did not take or keep a file. Worth another try."""


def original_key(sha256: str, extension: str) -> str:
    return f"originals/{sha256[:2]}/{sha256[2:4]}/{sha256}.{extension}"


def derivative_key(sha256: str, name: str, extension: str) -> str:
    return f"derivatives/{sha256[:2]}/{sha256[2:4]}/{sha256}.{name}.{extension}"


def store(source: Path, key: str) -> None:
    """Put `source` at `key`, complete and flushed, or raise StorageTrouble.

    A file that is there with the same length is left alone: the key names its content.
    """
    size = source.stat().st_size
    try:
        if default_storage.exists(key) and default_storage.size(key) == size:
            return
        if settings.FILE_ROOT:
            _store_on_disk(source, settings.FILE_ROOT / key)
        else:
            with source.open("rb") as file:
                default_storage.save(key, File(file))
        if default_storage.size(key) != size:
            raise StorageTrouble("length differs after writing")
    except OSError as error:
        raise StorageTrouble(error.strerror or type(error).__name__) from None
    except StorageTrouble:
        raise
    except Exception as error:  # boto raises its own families; none may pass for success
        raise StorageTrouble(type(error).__name__) from None


def _store_on_disk(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with source.open("rb") as reader, part.open("wb") as writer:
            shutil.copyfileobj(reader, writer, 1 << 20)
            writer.flush()
            os.fsync(writer.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """A power cut must not forget the name of a file that was flushed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def scratch(name: str) -> Path:
    """A fresh folder for one job's temporary files; the caller removes it."""
    folder = Path(settings.SCRATCH) / f"{name}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    return folder
