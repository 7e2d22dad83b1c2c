"""However often it is pressed or sent: one run, one reserve in the ledger."""

from playwright.sync_api import expect

RESEND = """
async (body) => {
  const all = await Promise.all([1, 2, 3].map(() => fetch("/studio/", {
    method: "POST", body: new URLSearchParams(body), headers: { "HX-Request": "true" } })));
  return all.map((response) => response.status);
}
"""


def reserves(stack, person):
    return stack.entries(person, "reserve")


def test_two_presses_of_enter_are_one_run(studio, stack):
    studio.prompt.fill("#fast two foxes")
    studio.page.keyboard.press("Enter", delay=0)
    studio.page.keyboard.press("Enter", delay=0)

    expect(studio.runs).to_have_count(1)
    studio.page.wait_for_timeout(700)
    expect(studio.runs).to_have_count(1)
    assert len(reserves(stack, studio.person)) == 1


def test_two_clicks_on_generate_are_one_run(studio, stack):
    studio.prompt.fill("#fast two foxes")
    studio.generate.dblclick()

    expect(studio.runs).to_have_count(1)
    studio.page.wait_for_timeout(700)
    assert len(reserves(stack, studio.person)) == 1


def test_the_same_form_sent_again_is_the_same_run(studio, stack):
    studio.prompt.fill("#fast a fox once")
    with studio.page.expect_request(
        lambda sent: sent.method == "POST" and sent.url.endswith("/studio/")
    ):
        body = studio.page.evaluate(
            "() => [...new FormData(document.querySelector('[data-testid=composer]'))]"
        )
        studio.prompt.press("Enter")
    expect(studio.runs).to_have_count(1)

    assert studio.page.evaluate(RESEND, body) == [201, 201, 201]
    assert len(reserves(stack, studio.person)) == 1
    assert len(stack.rows("SELECT id FROM studio_run WHERE author_id = ?", _hex(studio))) == 1


def _hex(studio):
    return studio.person["id"].replace("-", "")
