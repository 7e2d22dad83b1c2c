"""Presets: kept, applied, shared, begun with, deleted and put back."""

import pytest

from studio import presets
from studio.models import Preset, Run
from tests.web.pages import demo_offer, filled, html, person, said
from tests.web.support import upload

PAGE = "/studio/"
PRESETS = "/studio/presets/"
SCRIPT = {"HX-Request": "true"}


def save(user, name="Product shot", **fields):
    body = filled(preset_name=name, **{"param-size": "4K"}) | fields
    return person(user).post(PRESETS, body, headers=SCRIPT)


def apply(user, preset, **fields):
    return person(user).post(PAGE, filled(switch=f"preset:{preset.pk}", **fields))


def test_a_form_is_saved_under_a_name(alice, grs):
    answer = save(alice)

    kept = Preset.objects.get()
    assert answer.status_code == 201
    assert "Product shot" in answer.json()["html"]
    assert (kept.model.slug, kept.params, kept.count) == ("nano-banana-2", {"size": "4K"}, 2)
    assert (kept.prompt, kept.references, kept.visibility) == ("", [], "me")


def test_it_takes_the_prompt_and_the_references_only_when_asked(alice, grs):
    mine = upload(alice)
    ticks = ["prompt", "references"]
    save(alice, preset_include=ticks, prompt="on white", ref=str(mine.pk), role="image")

    kept = Preset.objects.get()
    assert kept.prompt == "on white"
    assert kept.references == [[str(mine.pk), "image"]]


def test_applying_changes_the_settings_and_leaves_the_prompt(alice, grs):
    save(alice)

    page = apply(alice, Preset.objects.get(), prompt="my words", **{"param-size": "1K"})

    assert "my words</textarea>" in html(page)
    assert "Generate 2 · 12 credits" in said(page)
    assert not Run.objects.exists()


def test_applying_by_a_link_works_without_scripts(alice, grs):
    save(alice, preset_include="prompt", prompt="kept words")

    page = person(alice).get(PAGE, {"preset": str(Preset.objects.get().pk)})

    assert "kept words</textarea>" in html(page)
    assert "Generate 2 · 12 credits" in said(page)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_name_is_needed_and_short(alice, grs, name):
    answer = save(alice, name)

    assert answer.status_code == 422
    assert "at most 60 characters" in answer.json()["message"]


def test_two_of_one_name_are_refused(alice, bob, grs):
    save(alice)

    assert save(alice).status_code == 422
    assert save(bob).status_code == 201


def test_one_of_others_is_seen_only_when_shared(alice, bob, grs):
    save(alice, "Private look")
    save(alice, "Team look", preset_visibility="team")

    page = said(person(bob).get(PAGE))

    assert "Team look" in page
    assert "Private look" not in page


def test_a_private_one_of_others_can_neither_be_applied_nor_deleted(alice, bob, grs):
    save(alice, preset_include="prompt", prompt="my secret")
    secret = Preset.objects.get()

    assert "my secret" not in html(apply(bob, secret))
    assert "my secret" not in html(person(bob).get(PAGE, {"preset": str(secret.pk)}))
    assert person(bob).post(f"{PRESETS}{secret.pk}/deletion/").status_code == 404


def test_a_shared_one_is_deleted_by_its_author_or_an_admin_alone(alice, bob, admin, grs):
    save(alice, preset_visibility="team")
    path = f"{PRESETS}{Preset.objects.get().pk}/deletion/"

    assert person(bob).post(path).status_code == 403
    assert person(admin).post(path).status_code == 302
    assert not Preset.objects.exists()


def test_references_that_are_not_shared_stay_with_their_owner(alice, bob, grs):
    mine = upload(alice)
    ticks = {"preset_include": "references", "preset_visibility": "team"}
    save(alice, ref=str(mine.pk), role="image", **ticks)

    page = apply(bob, Preset.objects.get())

    assert str(mine.pk) not in html(page)


def test_deleting_can_be_undone_by_whoever_deleted(alice, bob, grs):
    save(alice, preset_visibility="team", preset_include="prompt", prompt="on white")
    before = Preset.objects.values().get()
    path = f"{PRESETS}{before['id']}/deletion/"
    token = person(alice).post(path, headers=SCRIPT).json()["undo"]

    assert not Preset.objects.exists()
    assert person(bob).post(PRESETS, {"undo": token}).status_code == 403
    assert person(alice).post(PRESETS, {"undo": token + "x"}).status_code == 403
    assert person(alice).post(PRESETS, {"undo": token}, headers=SCRIPT).status_code == 201
    after = Preset.objects.values().get()
    assert after | {"created_at": None} == before | {"created_at": None}


def test_one_default_of_each_kind(alice, grs):
    demo_offer("sora")
    save(alice, "one", preset_default="1")
    save(alice, "two", preset_default="1")
    save(alice, "film", preset_default="1", model="sora", kind="video")

    begun = Preset.objects.filter(is_default=True).values_list("name", flat=True)
    assert set(begun) == {"two", "film"}


def test_a_new_form_begins_with_the_default(alice, bob, grs):
    save(alice, preset_default="1")

    assert "Generate 2 · 12 credits" in said(person(alice).get(PAGE))
    assert "Generate 4 · 8 credits" in said(person(bob).get(PAGE))


def test_the_default_can_be_taken_back(alice, grs):
    save(alice, preset_default="1")
    path = f"{PRESETS}{Preset.objects.get().pk}/default/"

    person(alice).post(path, {"off": "1"})

    assert "Generate 4 · 8 credits" in said(person(alice).get(PAGE))


def test_nobody_chooses_what_others_begin_with(alice, admin, grs):
    save(alice, preset_visibility="team")
    path = f"{PRESETS}{Preset.objects.get().pk}/default/"

    assert person(admin).post(path).status_code == 403
    with pytest.raises(presets.NotYours):
        presets.make_default(Preset.objects.get(), admin)


def test_the_list_reads_without_scripts(alice, grs):
    save(alice)

    page = person(alice).get(PRESETS)

    assert "Product shot" in said(page)
    assert "<html" in html(page)


def test_one_for_a_model_that_is_off_is_not_offered(alice, grs):
    save(alice)
    grs.model.enabled = False
    grs.model.save()

    assert presets.shown(alice, "image") == []


def test_a_value_the_model_lost_does_no_harm(alice, grs):
    save(alice)
    Preset.objects.update(params={"size": "64K", "gone": "x", "seed": 7})

    assert apply(alice, Preset.objects.get()).status_code == 200
