"""Finds every sentence that a person may see, in Python and in templates."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from django.conf import settings
from django.utils.translation.template import templatize

from studio import messages

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "said": None,
    "said_many": (1, 2),
    "forms_of": (1, 2),
}
SOURCES = (("studio", "*.py"), ("providers", "*.py"), ("templates", "*.html"))
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def template() -> Catalog:
    """Every sentence of the sources, untranslated."""
    found = Catalog()
    for path in _files():
        for _line, message, _comments, context in _sentences(path):
            name = path.relative_to(settings.BASE_DIR).as_posix()
            found.add(message, locations=[(name, None)], context=context)  # type: ignore[list-item]
    return found


def merged(path: Path) -> bytes:
    """The catalogue as it should be: its translations, for the sentences there are now."""
    catalogue = messages.read(path) if path.stat().st_size else Catalog(path.parent.parent.name)
    catalogue.update(template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return _written(catalogue)


def _written(catalogue: Catalog) -> bytes:
    """The same bytes for the same sentences: no dates, no line numbers."""
    text = io.BytesIO()
    write_po(text, catalogue, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    header = HEADER.format(language=catalogue.locale, plurals=catalogue.plural_forms)
    return header.encode() + text.getvalue()


def _files() -> Iterator[Path]:
    for folder, pattern in SOURCES:
        for path in sorted((settings.BASE_DIR / folder).rglob(pattern)):
            if "migrations" not in path.parts:
                yield path


def _sentences(path: Path) -> Iterable[Any]:
    text = path.read_text()
    if path.suffix == ".html":
        # Python of a kind: one call per sentence, in lines whose indentation means nothing.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    return extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences that lack a translation, or one of its plural forms, or are not sure."""
    return [_id(message) for message in catalogue if message.id and not _is_done(message)]


def _is_done(message: Any) -> bool:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms) and not message.fuzzy


def _id(message: Any) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)
