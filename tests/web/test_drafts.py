"""The form survives: reload, another device, another kind; and whoever was later is heard."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from studio import drafts
from studio.models import Draft, Run
from tests.conftest import offer, vendor
from tests.web.pages import demo_offer, filled, html, person, said
from tests.web.support import asset, run, upload

PAGE = "/studio/"
KEPT = "/studio/draft/"


def keep(user, known="", **fields):
    return person(user).post(KEPT, filled(**fields) | {"known": known})


def test_what_was_typed_is_there_again_on_another_device(alice, grs):
    mine = upload(alice)
    keep(alice, prompt="half a thought", ref=str(mine.pk), role="image", **{"param-size": "4K"})

    page = person(alice).get(PAGE)

    assert "half a thought</textarea>" in html(page)
    assert str(mine.pk) in html(page)
    assert "Draft restored" in said(page)


def test_nobody_else_sees_it(alice, bob, grs):
    keep(alice, prompt="my secret")

    assert "my secret" not in html(person(bob).get(PAGE))


def test_only_the_forms_own_fields_are_kept(alice, grs):
    keep(alice, prompt="x", csrfmiddlewaretoken="t", quoted="4", evil="<script>", ref="a")

    kept = Draft.objects.get().data
    assert set(kept) == {"model", "kind", "prompt", "count", "visibility", "ref"}


def test_a_draft_has_a_size(alice, grs):
    assert keep(alice, prompt="x" * 20_001).status_code == 413
    assert keep(alice, ref=["a"] * 301).status_code == 413
    assert not Draft.objects.exists()


def test_a_kind_that_is_none_is_refused(alice, grs):
    assert keep(alice, kind="audio").status_code == 422


def test_it_can_be_put_as_well_as_posted(alice, grs):
    body = urlencode(filled(prompt="put here"))
    answer = person(alice).put(KEPT, body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert Draft.objects.get().data["prompt"] == ["put here"]


def test_who_knows_the_last_version_writes_over_it(alice, grs):
    first = keep(alice, prompt="one").json()

    second = keep(alice, known=first["version"], prompt="two")

    assert second.status_code == 200
    assert second.json()["version"] > first["version"]
    assert Draft.objects.get().data["prompt"] == ["two"]


@pytest.mark.parametrize("known", ["", "nonsense", "2020-01-01T00:00:00+00:00"])
def test_a_newer_draft_of_another_device_is_given_back_instead(alice, grs, known):
    newer = keep(alice, prompt="from the phone").json()

    answer = keep(alice, known=known, prompt="from the desk")

    assert answer.status_code == 409
    assert answer.json()["version"] == newer["version"]
    assert answer.json()["fields"]["prompt"] == ["from the phone"]
    assert Draft.objects.get().data["prompt"] == ["from the phone"]


def test_submitting_clears_nothing(alice, grs):
    keep(alice, prompt="keep me")
    person(alice).post(PAGE, filled(prompt="keep me"), headers={"HX-Request": "true"})

    assert Run.objects.count() == 1
    assert "keep me</textarea>" in html(person(alice).get(PAGE))


def test_the_first_video_takes_over_prompt_and_references(alice, grs):
    demo_offer("sora")
    mine = upload(alice)
    form = filled(prompt="a fox", ref=str(mine.pk), role="image", switch="video")

    page = person(alice).post(PAGE, form)

    assert "a fox</textarea>" in html(page)
    assert str(mine.pk) in html(page)
    assert Draft.objects.get().kind == "image"


def test_image_and_video_keep_their_own_drafts_after_that(alice, grs):
    demo_offer("sora")
    browser = person(alice)
    browser.post(KEPT, filled(kind="video", model="sora", prompt="a film"))
    there = browser.post(PAGE, filled(prompt="a picture", switch="video"))

    back = browser.post(PAGE, filled(kind="video", model="sora", prompt="film 2", switch="image"))

    assert "a film</textarea>" in html(there)
    assert "a picture</textarea>" in html(back)
    assert Draft.objects.get(kind="video").data["prompt"] == ["film 2"]


def test_a_fresh_start_forgets_the_draft_and_keeps_the_model(alice, grs):
    demo_offer("nano-banana-pro")
    keep(alice, prompt="old", model="nano-banana-pro")
    page = person(alice).post(PAGE, filled(switch="fresh", prompt="old", model="nano-banana-pro"))

    assert "old</textarea>" not in html(page)
    assert "Nano Banana Pro" in said(page)
    assert not Draft.objects.exists()


def test_an_address_changes_the_draft_and_does_not_call_it_restored(alice, grs):
    mine = upload(alice)
    keep(alice, prompt="mine")

    page = person(alice).get(PAGE, {"ref": str(mine.pk)})

    assert "mine</textarea>" in html(page)
    assert str(mine.pk) in html(page)
    assert "data-is-instructed" in html(page)
    assert "data-is-restored" not in html(page)


def test_a_reference_that_is_there_is_not_added_twice(alice, grs):
    mine = upload(alice)
    keep(alice, ref=str(mine.pk), role="image")

    page = person(alice).get(PAGE, {"ref": str(mine.pk)})

    assert html(page).count(f'name="ref" value="{mine.pk}"') == 1


def test_a_draft_whose_reference_went_away_opens_without_it(alice, bob, grs):
    theirs = asset(bob, run(bob).tasks.first())
    keep(alice, prompt="still here", ref=str(theirs.pk), role="image")
    theirs.visibility, theirs.audience = "me", f"user:{bob.pk}"
    theirs.save()

    page = person(alice).get(PAGE)

    assert "still here</textarea>" in html(page)
    assert str(theirs.pk) not in html(page)


def test_dropped_variations_are_remembered(alice, grs):
    keep(alice, prompt="a {red|blue} fox", drop_variation="a red fox")

    assert 'name="drop_variation" value="a red fox"' in html(person(alice).get(PAGE))


def test_a_viewer_keeps_none(viewer, grs):
    assert keep(viewer).status_code == 403


@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=8), max_size=3), max_size=6))
def test_any_fields_are_kept_whole_or_not_at_all(posted):
    kept = drafts.fields_of(posted.items())

    assert all(posted[name] == values for name, values in kept.items())
    assert all(drafts.NAMES.fullmatch(name) for name in kept)
    assert drafts.query_of(json.loads(json.dumps(kept))).keys() == kept.keys()


def test_a_clock_that_went_back_still_knows_its_own_version(alice, grs):
    answer = keep(alice, prompt="one").json()
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=1))

    assert keep(alice, known=answer["version"], prompt="two").status_code == 200


def test_the_models_that_were_compared_are_ticked_again(alice, grs):
    offer(vendor("grsai", "http://127.0.0.1:9", slug="other"), "nano-banana", model="five")
    keep(alice, column="five")

    page = html(person(alice).get(PAGE))

    assert 'name="column" value="five" checked' in " ".join(page.split())
