"""Settings used again: all of them or one part, never asking, never leaking."""

import pytest

from studio.models import Run
from tests.web.pages import demo_offer, filled, html, person, said
from tests.web.support import asset, run, upload

PAGE = "/studio/"


@pytest.fixture
def made(bob, grs):
    """A run of bob's: three at 4K with a seed and a reference."""
    given = asset(bob, run(bob).tasks.first(), content=b"given")
    params = {"size": "4K", "aspect_ratio": "16:9"}
    return run(bob, "a green fox", params=params, count=3, references=[(given, "image")])


def turned(user, made, part, **fields):
    return person(user).post(
        PAGE, filled(switch="reuse", again=str(made.pk), part=part, prompt="mine", **fields)
    )


def chosen(page):
    """What the form holds now."""
    form = page.context["composer"].form
    names = ("prompt", "count", "param-size", "param-aspect_ratio")
    return {name: str(form[name].value()) for name in names} | {
        "references": len(page.context["composer"].slots)
    }


MINE = {"prompt": "mine", "count": "2", "param-size": "1K", "param-aspect_ratio": "auto"}
THEIRS = {"prompt": "a green fox", "count": "3", "param-size": "4K", "param-aspect_ratio": "16:9"}
PARTS = {
    "all": THEIRS | {"references": 1},
    "prompt": MINE | {"prompt": "a green fox", "references": 0},
    "settings": THEIRS | {"prompt": "mine", "references": 0},
    "references": MINE | {"references": 1},
    "nonsense": THEIRS | {"references": 1},
}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_changes_only_itself(alice, made, part):
    page = turned(alice, made, part, **{"param-size": "1K"})

    assert chosen(page) == PARTS[part]


def test_all_of_it_works_by_a_link(alice, made):
    page = person(alice).get(PAGE, {"again": str(made.pk)})

    assert chosen(page) == PARTS["all"]
    assert "Generate 3 · 18 credits" in said(page)


def test_one_part_works_by_a_link_too(alice, made):
    person(alice).post("/studio/draft/", filled(prompt="kept"))

    page = person(alice).get(PAGE, {"again": str(made.pk), "part": "settings"})

    assert chosen(page)["prompt"] == "kept"
    assert chosen(page)["param-size"] == "4K"


def test_the_seed_of_a_result_is_the_one_that_was_sent(alice, bob, grs):
    demo_offer("nano-banana-pro")
    task = run(bob, "seeded").tasks.first()
    task.params = {"seed": 42817}
    task.save()
    found = asset(bob, task)
    form = filled(switch="reuse", part="seed", prompt="mine", model="nano-banana-pro")

    page = person(alice).post(PAGE, form | {"from": str(found.pk)})

    composer = page.context["composer"]
    assert composer.form["param-seed"].value() == "42817"
    assert composer.form["prompt"].value() == "mine"


def test_a_run_of_another_kind_brings_its_model(alice, bob, grs):
    demo_offer("sora")
    film = run(bob, "a film")
    film.model = demo_offer("seedance-2").model
    film.save()

    page = person(alice).post(PAGE, filled(switch="reuse", again=str(film.pk), part="all"))

    assert page.context["composer"].choice.model.slug == "seedance-2"


@pytest.mark.parametrize("part", ["all", "prompt", "references", "seed"])
def test_what_is_private_to_others_gives_nothing(mallory, alice, private_project, grs, part):
    secret = run(alice, "my secret", project=private_project)

    page = turned(mallory, secret, part)

    assert page.status_code == 200
    assert "my secret" not in html(page)
    assert chosen(page)["prompt"] == "mine"


def test_references_one_may_not_see_are_left_out(alice, bob, grs):
    secret = upload(bob)
    shared = run(bob, "made of a secret", references=[(secret, "image")])

    page = turned(alice, shared, "all")

    assert str(secret.pk) not in html(page)
    assert "made of a secret" in html(page)


def test_what_was_made_in_private_is_not_made_in_public(alice, grs):
    private = run(alice, "quiet", visibility="me")

    page = turned(alice, private, "all", visibility="team")

    assert page.context["composer"].form["visibility"].value() == "me"


def test_what_was_made_in_public_does_not_open_a_private_form(alice, made):
    page = turned(alice, made, "all", visibility="me")

    assert page.context["composer"].form["visibility"].value() == "me"


def test_using_again_makes_nothing(alice, made):
    before = Run.objects.count()
    turned(alice, made, "all")

    assert Run.objects.count() == before


def test_the_last_prompts_are_ones_own_newest_first_and_once(alice, bob, grs):
    for text in ("one", "two", "one"):
        run(alice, text)
    run(bob, "not mine")

    page = person(alice).get("/studio/prompts/", headers={"HX-Request": "true"})

    assert page.context["prompts"] == ["one", "two"]
    assert "not mine" not in html(page)


def test_a_saved_prompt_comes_by_its_id(alice, bob, grs):
    from studio import library

    shared = library.save(bob, "a shared prompt", {"visibility": "team"})
    secret = library.save(bob, "a secret prompt", {"visibility": "me"})

    assert "a shared prompt</textarea>" in html(person(alice).get(PAGE, {"prompt": shared.pk}))
    assert "a secret prompt" not in html(person(alice).get(PAGE, {"prompt": secret.pk}))


def test_escaped_signs_are_sent_as_themselves_and_come_back_escaped(alice, grs):
    person(alice).post(PAGE, filled(prompt=r"a sign \{open\|closed\}"))

    made = Run.objects.get()
    assert made.prompt.text == "a sign {open|closed}"
    page = person(alice).get(PAGE, {"again": str(made.pk)})
    assert page.context["composer"].form["prompt"].value() == r"a sign \{open\|closed\}"


def test_run_and_result_offer_their_parts_where_they_have_them(alice, made):
    plain = run(alice, "plain")
    pages = [html(person(alice).get(f"/runs/{item.pk}/")) for item in (made, plain)]

    offered = [f"?again={made.pk}&amp;part={part}" for part in ("prompt", "settings", "references")]
    assert all(link in pages[0] for link in offered)
    assert "part=seed" not in pages[0]
    assert "part=references" not in pages[1]

    mine = asset(alice, made.tasks.first())
    page = html(person(alice).get(f"/a/{mine.pk}/"))
    assert f"?from={mine.pk}&amp;part=prompt" in page and "part=references" in page


def test_a_link_that_fills_the_form_leaves_a_way_back(alice, made):
    person(alice).post("/studio/draft/", filled(prompt="half a thought"))

    page = html(person(alice).get(PAGE, {"again": str(made.pk)}))

    assert 'id="draft-before"' in page and "half a thought" in page


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("param-size", {"param-size": "4K"}),
        ("count", {"count": "3"}),
        ("param-nothing", THEIRS | {"references": 1}),
    ],
)
def test_one_setting_is_used_by_itself(alice, made, part, changed):
    page = turned(alice, made, part, **{"param-size": "1K"})

    assert chosen(page) == MINE | {"references": 0} | changed


def test_a_result_says_what_was_sent_and_what_nobody_told(alice, made):
    mine = asset(alice, made.tasks.first(), width=4096, height=2304)

    page = person(alice).get(f"/a/{mine.pk}/")

    assert "4K → 4096 × 2304" in said(page)
    assert "Seed not reported" in said(page)
    assert "Vendor's request not reported" in said(page)
    assert f"?from={mine.pk}&amp;part=param-size" in html(page)
