"""`{a|b}` in the browser means what it means in the server."""

import json
from pathlib import Path

from studio.variations import TooMany, Unclosed, expand, sizes

ROOT = Path(__file__).parents[2]
EXAMPLES = json.loads((ROOT / "tests/studio/variations.json").read_text())
SIGNS = "ab{}|\\ 狐🦊"
READ = """(texts) => texts.map((text) => {
  try { return [sizes(text), expand(text)]; }
  catch (error) { return [error.constructor.name, error.message]; }
})"""


def made_up(count):
    """Texts with many braces, the same every time."""
    state = 7
    for _ in range(count):
        text = ""
        for _ in range(14):
            state = (state * 1_103_515_245 + 12_345) % 2**31
            text += SIGNS[state >> 16 & 7 if state >> 20 & 1 else (state >> 16) % len(SIGNS)]
        yield text


def here(text):
    try:
        return [sizes(text), [item.text for item in expand(text)]]
    except Unclosed as error:
        return ["Unclosed", error.excerpt]
    except TooMany as error:
        return ["TooMany", str(error.count)]


def test_the_browser_reads_variations_as_the_server_does(browser):
    script = (ROOT / "static/js/variations.js").read_text().replace("export ", "")
    texts = [example["text"] for example in EXAMPLES] + list(made_up(800))
    page = browser.new_page()
    page.evaluate(f"() => {{ {script}\nwindow.read = {READ}; }}")
    answers = page.evaluate("(texts) => window.read(texts)", texts)
    page.close()

    expected = [here(text) for text in texts]
    assert [*zip(answers, texts, strict=True)] == [*zip(expected, texts, strict=True)]
    assert sum(len(answer[1]) > 1 for answer in expected if answer[0] != "Unclosed") > 20
    assert sum(answer[0] == "Unclosed" for answer in expected) > 20
