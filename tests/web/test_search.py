"""What a few letters find, for whom, and how many at most."""

import re

import pytest

from studio import library, search
from studio.models import Project, Tag
from tests.web import support
from tests.web.pages import html, person, said


def fragment(user, query=""):
    return person(user).get("/search/", {"q": query}, headers={"HX-Request": "true"})


def groups(response):
    return re.findall(r'data-group="(\w+)"', html(response))


def test_nothing_typed_shows_what_can_be_done(alice, grs):
    answer = fragment(alice)

    assert groups(answer) == ["actions", "pages", "models"]
    assert "New image" in said(answer)
    assert 'href="/studio/?model=nano-banana-2"' in html(answer)


def test_a_word_finds_prompts_projects_people_and_pictures(alice, bob, grs):
    library.save(alice, "a red fox in snow", {})
    Project.objects.create(name="Fox book", slug="fox-book", owner=alice)
    bob.first_name = "Foxy"
    bob.save()
    task = support.run(alice, "a fox at night").tasks.select_related("offer__vendor").get()
    support.asset(alice, task)

    answer = fragment(alice, "fox")

    assert groups(answer) == ["prompts", "projects", "people", "assets"]


def test_each_group_has_six_at_most(alice, grs):
    for number in range(9):
        library.save(alice, f"fox number {number}", {})

    assert len(search.everything(alice, "fox").prompts) == 6


def test_the_number_of_queries_does_not_grow_with_what_is_found(
    alice, grs, django_assert_num_queries
):
    for number in range(6):
        task = support.run(alice, f"fox {number}").tasks.select_related("offer__vendor").get()
        support.asset(alice, task)
    client = person(alice)
    client.get("/usage/")

    with django_assert_num_queries(7):  # session, person, projects, and one for each group
        client.get("/search/", {"q": "fox"}, headers={"HX-Request": "true"})


def test_strangers_find_nothing_private(alice, mallory, private_project, grs):
    library.save(alice, "a secret fox", {"visibility": "me"})
    library.save(alice, "a fox of the secret project", {"project": private_project})
    support.asset(alice, visibility="me", search_text="fox secret")
    support.asset(alice, project=private_project, search_text="fox secret")

    assert search.everything(mallory, "fox").is_empty
    assert search.everything(mallory, "secret").is_empty


def test_what_lies_in_the_trash_is_not_found(alice, grs):
    from django.utils import timezone

    support.asset(alice, search_text="fox", trashed_at=timezone.now())

    assert search.everything(alice, "fox").is_empty


@pytest.mark.parametrize("query", ["@Anna Kowalska", "@kowalska anna", "Anna Kow", "@anna"])
def test_somebody_is_found_by_the_name_that_is_shown(alice, bob, query):
    bob.first_name, bob.last_name = "Anna", "Kowalska"
    bob.save()

    assert list(search.everything(alice, query).people) == [bob]
    assert not search.everything(alice, "@Anna Nowak").people


def test_people_who_left_are_not_found(alice, bob):
    bob.is_active = False
    bob.save()

    assert not search.everything(alice, "bob").people


@pytest.mark.parametrize(
    ("query", "found"),
    [("@fox", {"people"}), ("/fox", {"projects"}), ("#fox", {"prompts"}), (">fox", set())],
)
def test_a_first_sign_narrows_the_search(alice, bob, query, found):
    bob.username = "fox"
    bob.save()
    Project.objects.create(name="Fox", slug="fox", owner=alice)
    prompt = library.save(alice, "a red bird", {})
    prompt.tags.add(Tag.objects.create(name="foxes"))

    result = search.everything(alice, query)

    names = ("prompts", "projects", "people", "assets")
    assert {name for name in names if getattr(result, name)} == found


@pytest.mark.parametrize("query", ["", " ", "@", "/", "#", ">", "%", "_", "'", "\x00", "x" * 5000])
def test_no_query_is_too_odd(alice, query):
    assert person(alice).get("/search/", {"q": query}).status_code == 200


def test_it_is_a_page_too_with_commands_that_fit(admin, grs):
    answer = person(admin).get("/search/", {"q": "vendor"})

    assert "Add vendor key" in said(answer)
    assert "New image" not in said(answer)


def test_only_admins_are_offered_what_admins_do(alice, grs):
    assert "Add vendor key" not in said(fragment(alice))


def test_who_may_only_look_is_not_offered_to_make(viewer, grs):
    answer = fragment(viewer)

    assert "New image" not in said(answer)
    assert "models" not in groups(answer)


def test_switching_the_model_from_another_page_asks_for_the_picker(alice, grs):
    assert 'href="/studio/#model"' in html(fragment(alice))


def test_nothing_found_leads_to_history(alice, grs):
    answer = person(alice).get("/search/", {"q": "xyzzy"})

    assert "Nothing found for “xyzzy”." in said(answer)
    assert 'href="/history/?q=xyzzy"' in html(answer)


def test_a_found_prompt_is_shown_as_text_and_not_as_markup(alice, grs):
    library.save(alice, "<img src=x onerror=alert(1)> fox", {})

    assert "<img src=x" not in html(fragment(alice, "fox"))


def test_what_is_found_is_kept_by_nobody_on_the_way(alice, grs):
    answer = fragment(alice, "fox")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "HX-Request" in answer.headers["Vary"]
