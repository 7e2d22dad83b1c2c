"""The composer makes batches, says what they cost, and offers what to compare."""

import re

import pytest

from studio.models import Batch, Run, Task
from tests.conftest import offer, vendor
from tests.web.batches.making import post, runs
from tests.web.pages import filled, html, person, said


def test_generate_with_another_model_makes_a_comparison(alice, grs, horse):
    answer = post(alice, "/studio/", **filled(column="horse-1", count=1))

    batch = Batch.objects.get()
    assert answer.url == f"/batches/{batch.pk}/"
    assert [run.model.slug for run in runs(batch)] == ["nano-banana-2", "horse-1"]


def test_generate_with_variations_makes_a_row_of_each(alice, grs):
    fields = filled(prompt="a {red|green} {fox|hen}", count=1, drop_variation="a red hen")
    post(alice, "/studio/", **fields)

    batch = Batch.objects.get()
    assert [run.prompt.text for run in runs(batch)] == ["a red fox", "a green fox", "a green hen"]
    assert (batch.kind, batch.prompt) == ("variations", "a {red|green} {fox|hen}")


def test_generate_with_one_model_and_one_prompt_makes_a_run(alice, grs):
    post(alice, "/studio/", **filled(column="nano-banana-2"))

    assert not Batch.objects.exists() and Run.objects.count() == 1


def test_the_same_form_twice_makes_one_batch(alice, grs, horse):
    for _ in range(2):
        post(alice, "/studio/", **filled(column="horse-1"))

    assert Batch.objects.count() == 1


def test_a_script_gets_the_batch_as_one_group_of_the_feed(alice, grs, horse):
    answer = person(alice).post(
        "/studio/", filled(column="horse-1"), headers={"HX-Request": "true"}
    )

    assert answer.status_code == 201
    assert html(answer).count("<article") == 1
    assert f'data-run="{Batch.objects.get().pk}"' in html(answer)


def test_what_another_model_does_not_know_is_left_out(alice, grs, horse):
    post(alice, "/studio/", **filled(column="horse-1", **{"param-size": "4K", "count": 1}))

    first, second = runs(Batch.objects.get())
    assert first.params["size"] == "4K"
    assert second.params.get("size") != "4K" or horse.model.slug == "horse-1"


@pytest.mark.parametrize(
    "fields,sentence",
    [
        ({"prompt": "a {red|green fox"}, "The “{” in “{red|green fox” is not closed."),
        ({"prompt": "{1|2|3|4|5|6|7} {1|2|3|4|5|6|7}", "count": 1}, "49 tasks; the limit is 40"),
        ({"prompt": "{a|b}", "drop_variation": ["a", "b"]}, "Keep at least one variation."),
        ({"column": "no-such"}, "“no-such” can't be used now."),
    ],
)
def test_what_cannot_be_made_is_said_on_the_form(alice, grs, horse, fields, sentence):
    answer = post(alice, "/studio/", **filled(**fields))

    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not Run.objects.exists()


def test_vendors_of_one_model_are_compared_by_who_may_choose_them(alice, grs, other):
    post(alice, "/studio/", **filled(column=["nano-banana-2@grsai", "nano-banana-2@second"]))

    tasks = Task.objects.order_by("run__column").values_list("offer__vendor__slug", "pinned")
    assert list(dict.fromkeys(tasks)) == [("grsai", True), ("second", True)]


def test_vendors_of_one_model_are_not_called_models(alice, grs, other):
    fields = filled(column=["nano-banana-2@grsai", "nano-banana-2@second"])
    quote = post(alice, "/studio/quote/", **fields).json()
    post(alice, "/studio/", **fields)

    assert quote["button"].startswith("Generate with 2 vendors · ")
    assert "· 2 vendors ·" in said(person(alice).get("/studio/"))


def test_too_few_credits_make_nothing(alice, grs, horse):
    answer = post(alice, "/studio/", **filled(column="horse-1", count=20))

    assert answer.status_code == 422 and "credits" in said(answer)
    assert not Batch.objects.exists()


def test_the_composer_offers_the_other_models_to_compare(alice, grs, horse):
    page = html(person(alice).get("/studio/?model=nano-banana-2&models=horse-1"))

    assert 'name="column" value="horse-1" checked' in page
    assert 'name="column" value="nano-banana-2"' not in page


def test_the_composer_offers_vendors_to_those_who_may_choose(alice, grs, other):
    def values():
        page = html(person(alice).get("/studio/?model=nano-banana-2"))
        return page.count('name="column" value="nano-banana-2@')

    before = values()
    alice.may_choose_vendor = False
    alice.save()

    assert (before, values()) == (2, 0)


def test_who_may_not_choose_a_vendor_compares_none(alice, grs, horse):
    alice.may_choose_vendor = False
    alice.save()

    answer = post(alice, "/studio/", **filled(column=["horse-1", "nano-banana-2@grsai"]))

    assert answer.status_code == 422
    assert "Vendor" in said(answer)
    assert not Run.objects.exists()


def test_a_form_that_comes_back_keeps_what_was_compared(alice, grs, horse):
    page = html(post(alice, "/studio/", **filled(prompt="", column="horse-1")))

    assert 'name="column" value="horse-1" checked' in page


def test_a_fresh_start_compares_nothing(alice, grs, horse):
    fields = filled(prompt="{a|b}", column="horse-1", drop_variation="a", switch="fresh")
    page = html(post(alice, "/studio/", **fields))

    assert 'name="column" value="horse-1" checked' not in page
    assert 'name="drop_variation"' not in page
    assert "models · " not in page


def test_the_dock_says_how_many_models_are_compared(alice, grs, horse):
    def chip(query):
        page = html(person(alice).get(f"/studio/{query}"))
        return re.search(r"<button[^>]*data-compared[^>]*>([^<]*)", page)[0].strip()

    assert "hidden" in chip("")
    assert "hidden" not in (shown := chip("?models=nano-banana-2,horse-1"))
    assert shown.endswith("2 models")


@pytest.mark.parametrize("query", ["models=horse-1,pro", "kind=image&models=horse-1,pro"])
def test_an_address_with_models_compares_those_and_no_other(alice, grs, horse, pro, query):
    offer(vendor("seedhorse", "http://127.0.0.1:9"), "seedance-2", model="film")
    post(alice, "/studio/draft/", **filled(column="nano-banana-2"))
    post(alice, "/studio/draft/", **filled(model="film", kind="video"))
    page = html(person(alice).get(f"/studio/?{query}"))

    assert '<input type="hidden" name="drawn" value="horse-1">' in page
    assert re.findall(r'name="column" value="([^"]*)" checked', page) == ["pro"]


def test_an_address_may_compare_vendors_of_one_model(alice, grs, other):
    page = html(person(alice).get("/studio/?models=nano-banana-2@grsai,nano-banana-2@second"))

    assert page.count("checked data-own") == 2


def test_who_may_not_choose_a_vendor_varies_no_prompt_with_one(alice, grs):
    alice.may_choose_vendor = False
    alice.save()
    fields = filled(prompt="{a|b} fox", vendor="grsai")
    post(alice, "/studio/draft/", **fields)

    assert post(alice, "/studio/quote/", **fields).json()["credits"] is None
    assert person(alice).get("/studio/").status_code == 200
    assert post(alice, "/studio/", **fields).status_code == 422
