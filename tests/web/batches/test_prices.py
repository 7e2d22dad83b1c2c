"""The price of a batch is the one that its press reserves."""

from studio.models import Batch, Task
from tests.web.batches.making import post
from tests.web.pages import filled, person


def test_the_button_says_how_many_models_and_the_sum(alice, grs, horse):
    quote = post(alice, "/studio/quote/", **filled(column="horse-1")).json()

    assert quote["button"] == f"Generate with 2 models · {quote['credits']} credits"
    assert sum(quote["columns"]) == quote["credits"] and len(quote["lines"]) == 2


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
