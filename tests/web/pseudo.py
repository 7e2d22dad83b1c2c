"""A language that shows what was forgotten: each sentence in ⟦brackets⟧, and 40 % longer."""

import io
import re
from functools import cache
from html.parser import HTMLParser

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from studio import extraction

SILENT = ("script", "style", "textarea", "code", "pre", "time")  # months are translated by Django
SPOKEN = ("aria-label", "title", "placeholder", "alt", "aria-description", "data-confirm")
VOID = ("input", "img", "meta", "link", "br", "hr", "use", "source", "path", "rect", "circle")


def install(folder):
    """The catalogue of English, where `LOCALE_PATHS` finds it."""
    place = folder / "en" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.mo").write_bytes(_compiled())


@cache
def _compiled():
    catalogue = Catalog("en")
    for message in extraction.template():
        if not message.id:
            continue
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = tuple(_marked(form, message.context) for form in forms)
        text = strings if isinstance(message.id, tuple) else strings[0]
        catalogue.add(message.id, text, context=message.context)
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def _marked(text, context):
    if re.fullmatch(r"\w+,\w+", text):  # the words of `yesno`
        return ",".join(f"⟦{word}⟧" for word in text.split(","))
    if context == "format of a day of this year":
        return "⟦l, j F⟧"
    return f"⟦{text}{'~' * (len(text) * 2 // 5)}⟧"


class Words(HTMLParser):
    """What a page says: its texts, and the attributes that are read out."""

    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            own = "data-own" in given or "lang" in given or given.get("translate") == "no"
            self.open.append((tag, own or tag in SILENT))
        spoken = [given[name] for name in SPOKEN if given.get(name)]
        if tag == "input" and given.get("type") in ("submit", "button"):
            spoken.append(given.get("value", ""))
        self.found += [text for text in spoken if not self._is_silent()]

    def handle_endtag(self, tag):
        while self.open and tag not in VOID:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data):
        if data.strip() and not self._is_silent():
            self.found.append(" ".join(data.split()))

    def _is_silent(self):
        return any(silent for tag, silent in self.open if tag != "html")


def texts(html):
    reader = Words()
    reader.feed(html)
    return reader.found


def forgotten(html, names):
    """Texts with letters outside the brackets, but for `names`: what people wrote, models, vendors."""
    known = sorted(map(str, names), key=len, reverse=True)
    return sorted({text for text in texts(html) if _is_forgotten(text, known)})


def _is_forgotten(text, names):
    before = None
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
    for name in names:
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    return re.search(r"[^\W\d_]", text) is not None
