"""What the keys of a picture need on a page: which one it is, and its own links and buttons."""

from studio import marks
from tests.web.pages import html, person
from tests.web.support import asset, run


def gallery(author):
    task = run(author).tasks.get()
    return [asset(author, task, content=b"%d" % at, age=at, position=at) for at in range(2)]


def test_a_picture_in_history_is_used_where_it_is(alice, bob, grs):
    starred, other = gallery(alice)
    marks.favour(starred, alice, on=True)
    marks.favour(other, bob, on=True)

    page = html(person(alice).get("/history/?kind=image"))

    assert page.count(f'data-asset="{starred.pk}"') == 1
    assert page.count('aria-pressed="true"') == 1
    assert 'name="next" value="/history/?kind=image"' in page
    assert f'href="/studio/?ref={other.pk}"' in page


def test_who_may_only_look_is_not_offered_a_reference_in_history(viewer, alice, grs):
    gallery(alice)

    page = html(person(viewer).get("/history/"))

    assert "?ref=" not in page
    assert "data-compare-add" in page


def test_a_picture_is_found_on_its_own_page_until_it_is_in_the_trash(alice, grs):
    found = gallery(alice)[0]
    browser = person(alice)

    assert f'data-asset="{found.pk}"' in html(browser.get(f"/a/{found.pk}/"))
    after = html(browser.post(f"/a/{found.pk}/trash/", follow=True))
    assert f'data-asset="{found.pk}"' not in after
    assert "data-undo" in after
