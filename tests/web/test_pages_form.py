"""The form drawn from a model's document: what is offered, kept and given back."""

import json
import re

import pytest

from studio.models import Run, Vendor
from tests.conftest import offer, vendor
from tests.web.pages import demo_offer, filled, html, person, said
from tests.web.support import upload

PAGE = "/studio/"


def document(page):
    found = re.search(r'<script id="model-document"[^>]*>(.*?)</script>', html(page), re.DOTALL)
    return json.loads(found[1])


def fields(page):
    """What the form would send, as a browser reads it: hidden fields, and what is checked."""
    text = html(page)
    form = text[
        text.index('<form class="composer"') : text.index("</form>", text.index("composer-foot"))
    ]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form, re.DOTALL):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        kind = re.search(r'type="(\w+)"', tag)
        is_choice = kind and kind[1] in ("radio", "checkbox")
        if name and value and (not is_choice or re.search(r"\schecked", tag)):
            found[name[1]] = value[1]
    return found


def switched(browser, page, model, **changes):
    sent = fields(page) | {"prompt": "a red fox", "visibility": "team"} | changes
    return browser.post(PAGE, sent | {"model": model, "switch": "model"})


@pytest.fixture
def grsai(db):
    return vendor("grsai", "http://127.0.0.1:9")


@pytest.fixture
def two_models(grsai):
    """One with 4K and a seed, one that makes 1K and 2K alone."""
    demo_offer("nano-banana-2")
    Vendor.objects.filter(slug="demo").update(protocol="demo")
    Vendor.objects.filter(slug="grsai").update(enabled=False)
    small = demo_offer("nano-banana-pro")
    small.limits = {"size": ["1K", "2K"], "seed": [0, 10]}
    small.save()
    return small


def test_the_document_is_on_the_page_as_data(alice, grs):
    page = person(alice).get(PAGE)
    form = document(page)

    assert form["slug"] == "nano-banana-2"
    assert [param["key"] for param in form["params"]] == ["aspect_ratio", "size"]
    assert form["offers"][0]["price"] == {
        "unit": "image",
        "credits": 2,
        "surcharge": {"size": {"4K": 4}},
    }
    assert "secret" not in json.dumps(form)
    assert "127.0.0.1" not in json.dumps(form)


def test_a_dearer_option_says_by_how_much(alice, grs):
    assert "4K +4" in said(person(alice).get(PAGE))


def test_what_cannot_be_chosen_stays_with_its_reason(alice, grsai):
    offer(grsai, "gpt-image-2")
    form = filled(model="gpt-image-2", switch="model", **{"param-size": "1024x1024"})

    page = person(alice).post(PAGE, form)

    assert "16:9" in said(page)
    assert "Choose a size or an aspect ratio, not both." in said(page)
    assert re.search(r'name="param-aspect_ratio"\s+value="16:9"\s+disabled', html(page))


def test_another_model_takes_the_nearest_value_and_gives_the_choice_back(alice, two_models):
    browser = person(alice)
    page = browser.get(PAGE, {"model": "nano-banana-2"})

    there = switched(browser, page, "nano-banana-pro", **{"param-size": "4K"})
    assert "4K isn't offered here — using 2K" in said(there)
    assert fields(there)["param-size"] == "2K"

    back = switched(browser, there, "nano-banana-2")
    assert fields(back)["param-size"] == "4K"
    assert "isn't offered" not in said(back)


def test_a_choice_made_meanwhile_wins_over_the_one_that_was_kept(alice, two_models):
    browser = person(alice)
    page = browser.get(PAGE, {"model": "nano-banana-2"})
    there = switched(browser, page, "nano-banana-pro", **{"param-size": "4K"})

    back = switched(browser, there, "nano-banana-2", **{"param-size": "1K"})

    assert fields(back)["param-size"] == "1K"


def test_what_another_model_does_not_know_is_named_and_comes_back(alice, grs):
    demo_offer("sora")
    browser = person(alice)
    page = browser.get(PAGE, {"model": "nano-banana-2"})

    there = switched(browser, page, "sora", count="8", **{"param-size": "4K"})
    assert "Not used by Sora: Size 4K" in said(there)
    assert fields(there)["count"] == "1"

    back = switched(browser, there, "nano-banana-2")
    assert fields(back)["param-size"] == "4K"
    assert fields(back)["count"] == "8"


def test_what_nobody_touched_is_not_said_to_be_lost(alice, grs):
    demo_offer("sora")
    browser = person(alice)

    there = switched(browser, browser.get(PAGE, {"model": "nano-banana-2"}), "sora")

    assert "Not used by" not in said(there)


def test_a_kept_value_survives_an_error(alice, grs):
    demo_offer("sora")
    kept = {"param-size-kept": "4K", "param-size-took": ""}

    page = person(alice).post(PAGE, filled(model="sora", kind="video", prompt="", **kept))

    assert page.status_code == 422
    assert fields(page)["param-size-kept"] == "4K"


def test_a_setting_is_not_sent_to_a_model_that_hides_it(alice, grs):
    person(alice).post(PAGE, filled(**{"param-nonsense": "7", "param-size-kept": "8K"}))

    assert Run.objects.get().params == {}


def test_the_vendor_is_chosen_by_who_may(alice, admin, grs):
    other = offer(vendor("grsai", "http://127.0.0.1:9", slug="other"), "nano-banana-2")
    form = filled(vendor="other", count="1")
    alice.may_choose_vendor = False
    alice.save()

    assert 'name="vendor"' in html(person(admin).get(PAGE))
    assert 'name="vendor"' not in html(person(alice).get(PAGE))
    refused = person(alice).post(PAGE, form)
    assert refused.status_code == 422
    assert "Vendor" in said(refused)
    assert "is chosen by the studio" in said(refused).lower()

    person(admin).post(PAGE, form)
    assert Run.objects.get().tasks.get().offer == other


def test_a_model_is_picked_by_a_plain_button(alice, grs):
    demo_offer("sora")

    page = person(alice).post(PAGE, filled(to="sora"))

    assert document(page)["slug"] == "sora"


def test_a_link_marks_the_field_that_was_not_accepted(alice, grs):
    assert 'data-mark="size"' in html(person(alice).get(PAGE, {"mark": "size"}))


def test_a_prompt_that_is_too_long_says_by_how_much(alice, grs):
    page = person(alice).post(PAGE, filled(prompt="x" * 5143))

    assert page.status_code == 422
    assert "id_prompt-error" in html(page)


@pytest.mark.parametrize("kind", ["image", "video"])
def test_every_model_of_the_picker_names_price_and_time(alice, grs, kind):
    demo_offer("sora")
    page = said(person(alice).get(PAGE, {"kind": kind}))

    assert "Nano Banana 2" in page
    assert "from 20 credits" in page
    assert "~10 s" in page


def row_of(page, slug):
    rows = re.findall(r'<li class="model-row".*?</li>', html(page), re.DOTALL)
    return next(row for row in reversed(rows) if f'data-model="{slug}"' in row)


def test_a_model_that_needs_a_picture_says_so_until_there_is_one(alice, grs):
    offer(vendor("seedhorse", "http://127.0.0.1:9"), "seedance-2")
    browser = person(alice)
    photo = upload(alice)

    assert "Needs a picture as a reference" in row_of(browser.get(PAGE), "seedance-2")
    assert "Needs" not in row_of(browser.get(PAGE, {"ref": str(photo.pk)}), "seedance-2")
    assert "Needs" not in row_of(browser.get(PAGE), "nano-banana-2")


def test_the_picker_knows_which_models_write_words(alice, grs):
    offer(grs.vendor, "gpt-image-2")
    page = person(alice).get(PAGE)
    traits = re.compile(r'data-traits="([^"]*)"')

    assert "text" in traits.search(row_of(page, "gpt-image-2"))[1].split()
    assert "text" not in traits.search(row_of(page, "nano-banana-2"))[1].split()
    assert "Keeps text readable" in said(page)


def test_a_price_per_second_is_no_price_of_a_clip(alice, grs):
    offer(vendor("seedhorse", "http://127.0.0.1:9"), "seedance-2")
    page = person(alice).get(PAGE)
    traits = re.compile(r'data-traits="([^"]*)"')
    starter = html(page).split("starter=flight")[1].split("</li>")[0]

    assert "from 4 credits per second" in starter
    assert "from 2 credits" in html(page).split("starter=hills")[1].split("</li>")[0]
    assert "cheap" not in traits.search(row_of(page, "seedance-2"))[1].split()
    assert "cheap" in traits.search(row_of(page, "nano-banana-2"))[1].split()


def test_a_size_that_needs_a_shape_is_set_aside_with_the_model_that_asks_for_one(alice, grsai):
    for key in ("nano-banana-2", "gpt-image-2", "gpt-image-2-vip"):
        offer(grsai, key)
    browser = person(alice)
    chosen = {"param-size": "4K", "param-aspect_ratio": "auto"}
    there = switched(browser, browser.get(PAGE), "gpt-image-2", **chosen)

    assert "Not used by Gpt Image 2: Size 4K" in said(there)
    assert "param-size" not in fields(there) or fields(there)["param-size"] != "4K"
    assert browser.post("/studio/quote/", fields(there) | {"prompt": "a fox"}).json()["credits"]
    back = switched(browser, there, "nano-banana-2")
    assert fields(back)["param-size"] == "4K"


def test_a_value_that_a_rule_forbids_is_refused_in_the_rules_words(alice, grsai):
    for key in ("gpt-image-2", "gpt-image-2-vip"):
        offer(grsai, key)
    form = filled(model="gpt-image-2", **{"param-size": "4K", "param-aspect_ratio": "auto"})
    page = said(person(alice).post(PAGE, form))
    note = person(alice).post("/studio/quote/", form).json()["note"]

    assert "1K, 2K and 4K need an aspect ratio other than Auto." in page.split("1 thing to fix")[1]
    assert note == "Size: 1K, 2K and 4K need an aspect ratio other than Auto."
    assert "must be one of" not in page.lower()
