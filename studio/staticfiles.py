from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from re import Match
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("js/", "css/")
Places = dict[str, tuple[Any, str]]


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashes the names in JavaScript imports too (each must end with a semicolon), and leaves
    out what only readers of our scripts and styles need.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # one for each script on the longest way of imports

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._referring: set[str] = set()

    def url_converter(self, name: str, *args: Any, **kwargs: Any) -> Callable[[Match[str]], str]:
        """Notes which files name others."""
        convert: Callable[[Match[str]], str] = super().url_converter(name, *args, **kwargs)

        def noting(found: Match[str]) -> str:
            self._referring.add(name)
            return convert(found)

        return noting

    def _post_process(
        self, paths: Places, adjustable_paths: list[str], hashed_files: dict[str, str]
    ) -> Iterator[Any]:
        """A file that names no other is done after the first pass: searching it takes long."""
        if hashed_files:
            paths = {name: place for name, place in paths.items() if name in self._referring}
        yield from super()._post_process(paths, adjustable_paths, hashed_files)

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Most files are there twice, with a hash in the name and without: compressed once."""
        compressor = super().create_compressor(**kwargs)
        compressor.compress_brotli = cache(compressor.compress_brotli)
        compressor.compress_gzip = cache(compressor.compress_gzip)
        return compressor

    def _save(self, name: str, content: File[Any]) -> Any:
        if name.startswith(OURS) and name.endswith((".js", ".css")):
            whole = b"".join(content.chunks())  # from its start, wherever it was read to
            content = ContentFile(squeezed(whole.decode()).encode())
        return super()._save(name, content)


def squeezed(script: str) -> str:
    """Without indents, empty lines and lines of comment. No text of ours spans lines."""
    lines = (line.strip() for line in script.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
