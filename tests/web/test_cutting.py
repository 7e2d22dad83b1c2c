"""A reference is cropped or trimmed into a file of its own, which knows what it was cut from."""

import io

import pytest

from studio.models import Asset
from studio.views.composer.cutting import cuts, moment
from tests.web.pages import filled, html, person, said
from tests.web.support import asset, picture, run, upload

SCRIPT = {"HX-Request": "true"}
SHELF = "/studio/references/"


def taken(user, content, name="hero.png"):
    """Uploaded on Create."""
    file = io.BytesIO(content)
    file.name = name
    answer = person(user).post(SHELF, filled(file=file), headers=SCRIPT)
    assert answer.status_code == 201
    return answer


def cut(user, whole, **fields):
    return person(user).post(f"/studio/references/{whole.pk}/cut/", fields, headers=SCRIPT)


LEFT_HALF = {"left": "0", "top": "0", "width": "30", "height": "40"}


def test_a_crop_is_a_file_of_ones_own(alice, grs, settings):
    taken(alice, picture(size=(60, 40)))
    whole = Asset.objects.get()

    answer = cut(alice, whole, **LEFT_HALF)

    part = Asset.objects.get(pk=answer.json()["asset"])
    assert (part.width, part.height, part.cut_from, part.author) == (30, 40, whole, alice)
    assert (part.visibility, part.origin, part.name) == ("me", "upload", "hero.png")
    assert f"/a/{whole.pk}/" in html(person(alice).get(f"/a/{part.pk}/"))


def test_a_result_of_somebody_else_is_cropped_for_oneself(alice, bob, grs, settings):
    made = asset(bob, run(bob).tasks.first(), content=picture(size=(60, 40)), width=60, height=40)

    answer = cut(alice, made, **LEFT_HALF)

    assert Asset.objects.get(pk=answer.json()["asset"]).author == alice


def test_the_whole_of_it_is_no_new_file(alice, grs):
    taken(alice, picture(size=(60, 40)))
    whole = Asset.objects.get()

    answer = cut(alice, whole, **LEFT_HALF | {"width": "60"})

    assert answer.json() == {"asset": str(whole.pk)}


@pytest.mark.parametrize("wrong", [{"width": "0"}, {"left": "40"}, {"top": "-1"}, {"height": "x"}])
def test_what_lies_outside_is_refused_in_words(alice, grs, wrong):
    taken(alice, picture(size=(60, 40)))

    answer = cut(alice, Asset.objects.get(), **LEFT_HALF | wrong)

    assert answer.status_code == 422
    assert answer.json()["message"] == "Choose a part that lies within it."
    assert Asset.objects.count() == 1


def test_it_works_without_scripts(alice, grs):
    taken(alice, picture(size=(60, 40)))
    page = person(alice)
    address = f"{SHELF}{Asset.objects.get().pk}/cut/"

    assert 'name="left"' in html(page.get(address))
    answer = page.post(address, LEFT_HALF)
    assert answer.url == f"/studio/?ref={Asset.objects.latest('created_at').pk}"


@pytest.mark.parametrize(("word", "seconds"), [("1:02.5", 62.5), ("3", 3), ("0:00,5", 0.5)])
def test_a_moment_is_read_as_it_is_written(word, seconds):
    assert moment(word) == seconds


@pytest.mark.parametrize("word", ["", "x", "-1", "1:2:3", "1e5"])
def test_what_is_no_moment_is_none(word):
    with pytest.raises(cuts.NoPart):
        moment(word)


def test_a_sound_that_is_too_long_says_so_and_can_be_trimmed(alice, grs):
    from tests.web.pages import demo_offer

    demo_offer("seedance-2")
    long = upload(alice, kind="audio", mime="audio/mpeg", duration=40.0)
    form = filled(model="seedance-2", kind="video", ref=str(long.pk), role="audio", switch="model")

    page = person(alice).post("/studio/", form)

    assert "The model takes up to 15 s." in said(page)
    assert f"/studio/references/{long.pk}/cut/?most=15" in html(page)
    answer = person(alice).post("/studio/", form | {"switch": ""})
    assert "Reference 1 must be at most 15 s long." in said(answer)


def test_a_picture_made_smaller_says_from_what(alice, grs):
    answer = taken(alice, picture(size=(5000, 40)))

    assert 'data-became="Resized from 5000×40 to 4096×33"' in html(answer)


def test_a_result_that_comes_back_as_a_file_is_known(alice, bob, grs):
    content = picture(size=(60, 40))
    made = asset(bob, run(bob).tasks.first(), content=content)

    answer = html(taken(alice, content))

    assert f'data-slot="{made.pk}"' in answer and "data-made-here" in answer
    assert Asset.objects.count() == 1


def test_a_result_that_one_may_not_see_is_only_a_file(alice, bob, grs):
    content = picture(size=(60, 40))
    asset(bob, run(bob).tasks.first(), content=content, visibility="me")

    assert "data-made-here" not in html(taken(alice, content))
