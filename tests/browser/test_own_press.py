"""A press of Generate shows at once that it was one, wherever somebody looks."""

from playwright.sync_api import expect


def test_what_i_make_comes_into_view_however_far_i_have_scrolled(sit, member):
    studio = sit(member, viewport={"width": 1440, "height": 500}).create()
    for number in range(3):
        studio.make(f"#fast fox {number}")
    studio.page.mouse.move(1000, 300)
    studio.page.mouse.wheel(0, 600)
    expect(studio.runs.first).not_to_be_in_viewport()
    studio.make("#fast a new one")

    expect(studio.runs.first).to_be_in_viewport()
    expect(studio.prompt).to_be_focused()


def test_a_press_on_a_slow_line_is_seen_before_its_answer(studio):
    held = []
    studio.page.route("**/studio/", lambda route: held.append(route))
    studio.prompt.fill("#fast a fox")
    studio.prompt.press("Enter")

    expect(studio.generate).to_have_css("opacity", "0.6")
    held.pop().continue_()
    expect(studio.runs).to_have_count(1)
    expect(studio.generate).to_have_css("opacity", "1")
