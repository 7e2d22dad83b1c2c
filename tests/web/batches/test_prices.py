"""The price of a batch is the one that its press reserves."""

from studio.models import Batch, Task
from tests.web.batches.making import own, post
from tests.web.pages import filled, html, person, said


def test_the_button_says_how_many_models_and_the_sum(alice, grs, horse):
    quote = post(alice, "/studio/quote/", **filled(column="horse-1")).json()

    assert quote["button"] == f"Generate with 2 models · {quote['credits']} credits"
    assert sum(quote["columns"]) == quote["credits"] and len(quote["columns"]) == 2


def test_the_quote_is_what_the_press_reserves(alice, grs, horse):
    quote = post(alice, "/batches/quote/", **filled(column="horse-1")).json()
    post(alice, "/studio/", **filled(column="horse-1"))

    assert sum(Task.objects.values_list("credits", flat=True)) == quote["credits"]


def test_variations_are_counted_on_the_button(alice, grs):
    quote = post(alice, "/studio/quote/", **filled(prompt="{a|b|c} fox", count=2)).json()

    assert quote["button"] == "Generate 6 · 12 credits"


def test_a_prompt_that_is_not_written_yet_has_a_price(alice, grs, horse):
    quote = post(alice, "/studio/quote/", **filled(prompt="", column="horse-1")).json()

    assert quote["credits"] and not Batch.objects.exists()


def test_the_price_goes_up_only_with_consent(alice, grs, horse):
    answer = person(alice).post(
        "/studio/", filled(column="horse-1", quoted=1), headers={"HX-Request": "true"}
    )

    assert answer.status_code == 200
    assert answer.json()["title"].startswith("Price changed from 1 to")
    assert not Batch.objects.exists()


def test_a_large_sum_is_asked_about_first(alice, grs, horse):
    alice.preferences = {"ask_above": 5}
    alice.save()
    client, fields = person(alice), filled(column="horse-1", count=4)

    question = client.post("/studio/", fields, headers={"HX-Request": "true"})
    assert question.status_code == 200 and not Batch.objects.exists()
    client.post("/studio/", fields | {"confirmed": question.json()["credits"]})

    assert Batch.objects.count() == 1


def test_a_kept_prompt_with_variations_comes_back_with_the_price_of_all(alice, grs):
    post(alice, "/studio/draft/", **filled(prompt="{a|b|c|d} fox", drop_variation="d fox"))
    page = person(alice).get("/studio/")

    assert "Generate 6 · 12 credits" in said(page)
    assert 'name="quoted" value="12"' in html(page)


def test_kept_columns_come_back_with_the_price_of_all(alice, grs, pro):
    fields = filled(column="pro", count=1, **own("pro", "size", "4K", "1K"))
    post(alice, "/studio/draft/", **fields)

    assert "Generate with 2 models · 12 credits" in said(person(alice).get("/studio/"))


def test_a_form_that_is_drawn_anew_has_the_price_of_all(alice, grs, horse):
    fields = filled(column="horse-1", count=1)
    button = post(alice, "/studio/quote/", **fields).json()["button"]

    assert button.startswith("Generate with 2 models")
    assert button in said(post(alice, "/studio/", **fields, switch="model"))


def test_a_prompt_whose_brace_is_open_says_so_under_the_button(alice, grs):
    post(alice, "/studio/draft/", **filled(prompt="{a|b fox"))

    assert "is not closed" in said(person(alice).get("/studio/"))


def test_the_price_of_variations_says_what_it_is_made_of(alice, grs):
    fields = filled(prompt="{a|b|c} fox", count=2, **{"param-size": "4K"})
    quote = post(alice, "/studio/quote/", **fields).json()

    assert quote["lines"] == [
        {"label": "6 images × 2 credits", "amount": "12"},
        {"label": "Size 4K", "amount": "+24"},
        {"label": "Vendor", "amount": "Auto (Grsai)"},
    ]


def test_a_large_sum_of_several_models_is_asked_about_line_by_line(alice, grs, pro):
    alice.preferences = {"ask_above": 1}
    alice.save()
    question = person(alice).post(
        "/studio/", filled(column="pro", count=2), headers={"HX-Request": "true"}
    )

    lines = [line["label"] for line in question.json()["lines"]]
    assert lines[0] == "Nano Banana 2 · 2 images × 2 credits"
    assert lines[2] == "Pro · 2 images × 4 credits"
