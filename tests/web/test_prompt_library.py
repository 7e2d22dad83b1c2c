"""Prompts that are kept: one's own, and what the team shares."""

from studio import library
from studio.models import Prompt
from tests.web.pages import html, person, said
from tests.web.support import run

PAGE = "/studio/library/"


def test_a_prompt_is_saved_and_found_by_those_who_may(alice, bob):
    person(alice).post(PAGE, {"text": "a {red|blue} fox", "visibility": "team"})
    answer = person(alice).post(PAGE, {"text": "mine alone", "visibility": "nonsense"})

    assert "Saved to the library." in said(answer)
    assert 'data-use-prompt="a {red|blue} fox"' in html(person(bob).get(PAGE))
    assert "mine alone" not in html(person(bob).get(PAGE))


def test_it_is_let_go_and_put_back_by_its_author_alone(alice, bob):
    kept = library.save(alice, "a fox", {"visibility": "team"})

    person(bob).post(PAGE, {"drop": str(kept.pk)})
    assert library.saved(bob).get() == kept
    answer = person(alice).post(PAGE, {"drop": str(kept.pk)})
    assert "Removed from the library." in said(answer)
    assert not library.saved(alice).exists()
    person(bob).post(PAGE, {"put_back": str(kept.pk)})
    assert not library.saved(alice).exists()
    person(alice).post(PAGE, {"put_back": str(kept.pk)})
    assert library.saved(alice).get() == kept


def test_an_empty_or_endless_prompt_is_refused(alice):
    empty = person(alice).post(PAGE, {"text": "  "})
    endless = person(alice).post(PAGE, {"text": "x" * 20_001})

    assert (empty.status_code, endless.status_code) == (422, 422)
    assert "Write a prompt first." in said(empty)
    assert not Prompt.objects.exists()


def test_what_was_only_used_is_not_in_it(alice, grs):
    run(alice, "used once")

    assert "used once" not in html(person(alice).get(PAGE))
