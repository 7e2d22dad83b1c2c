from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("js/", "css/")


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashes the names in JavaScript imports too (each must end with a semicolon), and leaves
    out what only readers of our scripts and styles need.
    """

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # one for each script on the longest way of imports

    def _save(self, name: str, content: File[Any]) -> Any:
        if name.startswith(OURS) and name.endswith((".js", ".css")):
            whole = b"".join(content.chunks())  # from its start, wherever it was read to
            content = ContentFile(squeezed(whole.decode()).encode())
        return super()._save(name, content)


def squeezed(script: str) -> str:
    """Without indents, empty lines and lines of comment. No text of ours spans lines."""
    lines = (line.strip() for line in script.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
