"""The rules of forms in the browser and in the server are one set: they must not drift apart."""

from pathlib import Path

from studio.form_state import evaluate
from tests.form_cases import table

SCRIPTS = Path(__file__).parents[2] / "static/js"
ANSWER = (
    "(asked) => asked.map(([form, c]) => evaluate(form, c.values, c.references, c.count, c.length))"
)


def script():
    """Both modules as one text, to run where no page is."""
    parts = [(SCRIPTS / name).read_text() for name in ("rules.js", "form-state.js")]
    lines = [line for part in parts for line in part.splitlines() if not line.startswith("import ")]
    return "\n".join(line.removeprefix("export ") for line in lines)


def test_the_browser_judges_every_form_as_the_server_does(browser):
    cases = table(600)
    page = browser.new_page()
    answers = page.evaluate(f"() => {{ {script()}\nwindow.judge = {ANSWER}; }}") or page.evaluate(
        "(asked) => window.judge(asked)", [[form, case] for form, case in cases]
    )
    page.close()

    expected = [
        evaluate(form, case["values"], case["references"], case["count"], case["length"])
        for form, case in cases
    ]
    assert [*zip(answers, cases, strict=True)] == [*zip(expected, cases, strict=True)]
    assert sum(answer["credits"] is not None for answer in answers) > 100
    assert sum(bool(answer["blocked"]) for answer in answers) > 10
    assert sum(bool(answer["hidden"]) for answer in answers) > 10
