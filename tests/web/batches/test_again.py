"""A batch used again: its form, and all of it at the price that was shown."""

import re

import pytest

from studio.models import Batch
from tests.web import support
from tests.web.batches.making import own, post, runs
from tests.web.pages import filled, html, person, said


def test_a_comparison_fills_the_form_with_all_its_columns(alice, grs, pro, horse):
    fields = filled(prompt="a {red|green} fox", column=["pro", "horse-1"], count=1)
    post(alice, "/studio/", **fields, **own("pro", "size", "4K", "1K"))
    batch = Batch.objects.get()
    page = html(person(alice).get(f"/studio/?batch={batch.pk}"))

    assert "a {red|green} fox</textarea>" in page
    assert 'value="pro" checked' in page and 'value="horse-1" checked' in page
    assert page.count("Adjusted") == 1
    assert f"/studio/?batch={batch.pk}" in html(person(alice).get(f"/batches/{batch.pk}/"))


def test_vendors_that_were_compared_are_chosen_again(alice, grs, other):
    columns = ["nano-banana-2@grsai", "nano-banana-2@second"]
    post(alice, "/studio/", **filled(column=columns, count=1))
    page = html(person(alice).get(f"/studio/?batch={Batch.objects.get().pk}"))

    assert all(f'value="{column}" checked' in page for column in columns)


def test_a_blind_or_private_comparison_fills_nothing(alice, bob, grs, pro):
    post(alice, "/studio/", **filled(column="pro", visibility="me", prompt="a secret fox"))
    batch = Batch.objects.get()
    assert "a secret fox" not in html(person(bob).get(f"/studio/?batch={batch.pk}"))

    Batch.objects.update(is_blind=True)
    assert 'value="pro" checked' not in html(person(alice).get(f"/studio/?batch={batch.pk}"))


def test_the_columns_say_where_their_settings_differ(alice, grs, pro):
    post(alice, "/studio/", **filled(column="pro", count=1, **own("pro", "size", "4K", "1K")))
    page = said(person(alice).get(f"/batches/{Batch.objects.get().pk}/"))

    assert page.count("Size 4K") == 1 and "12 credits reserved" in page


def test_all_of_it_is_made_again_at_the_price_that_was_shown(alice, grs, pro):
    fields = filled(prompt="a {red|green} fox", column="pro", count=1)
    post(alice, "/studio/", **fields, **own("pro", "size", "4K", "1K"))
    first = Batch.objects.get()
    page = said(person(alice).get(f"/batches/{first.pk}/"))
    assert "Run again · 24" in page
    for _ in range(2):
        post(alice, f"/batches/{first.pk}/again/", quoted=24, key="once")

    [second] = Batch.objects.exclude(pk=first.pk)

    def cells(batch):
        return [(r.row, r.column, r.model.slug, r.prompt.text, r.params) for r in runs(batch)]

    assert cells(second) == cells(first) and second.prompt == first.prompt
    assert "Run again · 24" in said(person(alice).get(f"/batches/{second.pk}/"))


def test_again_at_a_higher_price_or_without_a_file_makes_nothing(alice, grs, pro):
    given = support.upload(alice)
    post(alice, "/studio/", **filled(column="pro", count=1, ref=str(given.pk)))
    batch, client = Batch.objects.get(), person(alice)
    path = f"/batches/{batch.pk}/again/"

    answer = client.post(path, {"quoted": "5", "key": "a"})
    assert "Price changed from 5 to 6 credits." in said(answer)
    assert "Generate for 6" in said(answer) and f'action="{path}"' in html(answer)
    type(given).objects.filter(pk=given.pk).update(trashed_at=given.created_at)
    assert "references is gone" in said(client.post(path, {"key": "b"}, follow=True))
    assert Batch.objects.count() == 1


def test_a_dear_comparison_is_asked_about_again(alice, grs, pro):
    post(alice, "/studio/", **filled(column="pro", count=2))
    alice.preferences = {"ask_above": 10}
    alice.save()
    path, wish = f"/batches/{Batch.objects.get().pk}/again/", {"quoted": "12", "key": "a"}

    asked = person(alice).post(path, wish)
    assert "Spend 12 credits?" in said(asked) and 'name="key" value="a"' in html(asked)
    assert ">4</dd>" in html(asked) and ">8</dd>" in html(asked)
    assert Batch.objects.count() == 1
    post(alice, path, **wish, confirmed="12")
    assert Batch.objects.count() == 2


@pytest.mark.parametrize("way", ["link", "button"])
def test_going_on_with_one_of_several_models_compares_no_more(alice, grs, pro, horse, way):
    fields = filled(column=["pro", "horse-1"], count=1)
    post(alice, "/studio/", **fields)
    person(alice).post("/studio/draft/", fields)
    picked = {"again": str(Batch.objects.get().runs.get(model=pro.model).pk)}
    if way == "link":
        page = html(person(alice).get("/studio/", picked))
    else:
        page = html(person(alice).post("/studio/", fields | picked | {"switch": "reuse"}))

    assert "Generate · 4 credits" in page
    assert not re.search(r'name="column"[^>]* checked', page)


def test_going_on_with_one_of_several_vendors_asks_it_again(alice, admin, grs, other):
    fields = filled(column=["nano-banana-2@grsai", "nano-banana-2@second"], count=1)
    post(admin, "/studio/", **fields)
    person(admin).post("/studio/draft/", fields)
    picked = {"again": str(Batch.objects.get().runs.get(tasks__offer=other).pk)}
    page = html(person(admin).get("/studio/", picked))

    assert '<option value="second" selected' in page
    assert "Generate · 5 credits" in page
    assert not re.search(r'name="column"[^>]* checked', page)
    type(alice).objects.filter(pk=alice.pk).update(may_choose_vendor=False)
    assert "Generate · 2 credits" in html(person(alice).get("/studio/", picked))
    type(other).objects.filter(pk=other.pk).update(enabled=False)
    assert "Generate · 2 credits" in html(person(admin).get("/studio/", picked))


def test_a_part_of_a_run_leaves_the_comparison_as_it_is(alice, grs, pro):
    fields = filled(column="pro", count=1)
    post(alice, "/studio/", **fields)
    person(alice).post("/studio/draft/", fields)
    asked = {"again": str(Batch.objects.get().runs.first().pk), "part": "prompt"}

    assert 'value="pro" checked' in html(person(alice).get("/studio/", asked))
