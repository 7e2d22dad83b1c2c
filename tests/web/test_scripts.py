"""The scripts as one heap of modules."""

import re
from pathlib import Path

from django.core.files.base import ContentFile

from studio.staticfiles import StaticFilesStorage, squeezed
from studio.views.compare import compare_words
from studio.views.composer import composer_words, form_words
from studio.views.frame import context
from tests.web.pages import html, person

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


def test_every_sentence_of_the_scripts_is_given_to_them():
    """One that is missing shows its name."""
    places = (context, form_words, composer_words, compare_words)
    known = {name for words in places for name in words.sentences()}
    said = {
        name
        for path in SCRIPTS.glob("*.js")
        for name in re.findall(r"""\bsay\("(\w+)\"""", path.read_text())
    }

    assert len(said) > 50
    assert said - known == set()


def test_no_script_writes_a_sentence_of_its_own():
    own = re.compile(r"""(?:textContent|title|placeholder|ariaLabel) = ["'`][^"'`$]*[A-Za-z]{3}""")

    assert [line for path in SCRIPTS.glob("*.js") for line in own.findall(path.read_text())] == []


def test_what_is_served_says_the_same_in_fewer_words():
    script = 'export function a() {\n\n  // why\n  return "// kept"; // kept too\n}\n'

    assert squeezed(script) == 'export function a() {\nreturn "// kept"; // kept too\n}\n'


def test_what_is_collected_is_the_whole_script_under_every_name(tmp_path):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    names = [f"js/{path.name}" for path in SCRIPTS.glob("*.js")]
    for name in names:
        storage.save(name, ContentFile((SCRIPTS.parent / name).read_bytes()))
    list(storage.post_process({name: (storage, name) for name in names}))

    for name in names:
        wanted = squeezed((SCRIPTS.parent / name).read_text()).count("\n")
        for found in (name, storage.stored_name(name)):
            assert (tmp_path / found).read_text().count("\n") == wanted


def test_no_comment_of_a_style_spans_lines_and_none_looks_like_a_scripts():
    for path in (SCRIPTS.parent / "css").glob("*.css"):
        for line in path.read_text().splitlines():
            assert line.count("/*") == line.count("*/"), (path.name, line)
            assert not line.strip().startswith("//"), (path.name, line)


def test_no_text_or_comment_of_a_script_spans_lines():
    """Only then may lines be squeezed one by one."""
    for path in SCRIPTS.glob("*.js"):
        for line in path.read_text().splitlines():
            assert line.count("`") % 2 == 0, (path.name, line)
            assert "/*" not in line, (path.name, line)


def test_a_page_names_at_once_all_that_its_script_and_style_will_ask_for(alice, grs):
    page = html(person(alice).get("/studio/"))
    styles = re.findall(r'rel="preload" as="style" href="/static/css/([\w-]+\.css)"', page)
    scripts = re.findall(r'rel="modulepreload"[^>]* href="/static/js/([\w-]+\.js)"', page)

    assert len(styles) == len(list((SCRIPTS.parent / "css").glob("*.css"))) - 1
    assert {"composing.js", "references.js", "slots.js", "words.js"} <= set(scripts)
    assert not {"palette.js", "shelf.js", "spend.js", "main.js"} & set(scripts)
    for name in scripts:
        eager = re.findall(r'from "\./([\w-]+\.js)"', (SCRIPTS / name).read_text())
        assert set(eager) <= set(scripts), name
