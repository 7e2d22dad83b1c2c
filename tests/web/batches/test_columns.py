"""A column may have settings of its own."""

from studio.models import Batch, Run, Task
from tests.web.batches.making import own, post, runs
from tests.web.pages import filled, html, person, said


def test_a_column_may_have_settings_of_its_own(alice, grs, pro):
    fields = {"param-size": "1K"} | own("pro", "size", "4K", "1K")
    post(alice, "/studio/", **filled(column="pro", count=1, **fields))

    first, second = runs(Batch.objects.get())
    assert "size" not in first.params and second.params["size"] == "4K"


def test_a_setting_that_was_left_alone_follows_the_form(alice, grs, pro):
    fields = {"param-size": "2K"} | own("pro", "size", "1K", "1K")
    post(alice, "/studio/", **filled(column="pro", count=1, **fields))

    assert [run.params["size"] for run in runs(Batch.objects.get())] == ["2K", "2K"]


def test_the_quote_and_the_charge_follow_a_columns_own_settings(alice, grs, pro):
    fields = filled(column="pro", count=1, **own("pro", "size", "4K", "1K"))
    quote = post(alice, "/studio/quote/", **fields).json()
    post(alice, "/studio/", **fields)

    assert quote["columns"] == [2, 10]
    assert quote["remarks"]["pro"].startswith("10 credits")
    assert list(Task.objects.order_by("run__column").values_list("credits", flat=True)) == [2, 10]


def test_two_vendors_of_one_model_may_be_asked_differently(alice, grs, other):
    columns = ["nano-banana-2@grsai", "nano-banana-2@second"]
    fields = own("nano-banana-2@second", "size", "4K", "1K")
    post(alice, "/studio/", **filled(column=columns, count=1, **fields))

    first, second = runs(Batch.objects.get())
    assert "size" not in first.params and second.params["size"] == "4K"


def test_what_a_column_cannot_do_is_said_with_its_name(alice, grs, pro):
    fields = filled(column="pro", count=1, **own("pro", "size", "9K", "1K"))
    answer = post(alice, "/studio/", **fields)

    assert answer.status_code == 422 and "Pro: Size" in said(answer)
    assert not Run.objects.exists()


def test_another_wish_under_the_same_key_is_no_repetition(alice, grs, pro):
    post(alice, "/studio/", **filled(column="pro", count=1))
    again = filled(column="pro", count=1, **own("pro", "size", "4K", "1K"))

    assert post(alice, "/studio/", **again).status_code == 422
    assert Batch.objects.count() == 1


def test_the_composer_draws_the_settings_of_those_that_are_on(alice, grs, pro, horse):
    page = html(person(alice).get("/studio/?model=nano-banana-2&models=pro"))

    assert 'name="of:pro-param-size"' in page and 'name="of:pro-param-size-took"' in page
    assert "of:horse-1-" not in page


def test_a_script_asks_for_the_lines_of_the_columns(alice, grs, pro):
    fields = {"param-size": "2K"} | own("pro", "aspect_ratio", "16:9", "auto")
    lines = html(post(alice, "/batches/columns/", **filled(column="pro", **fields)))

    assert 'name="of:pro-param-size-took" value="2K"' in lines
    assert "Adjusted" in lines and not Run.objects.exists()


def test_a_draft_keeps_what_was_adjusted(alice, grs, pro):
    fields = filled(column="pro", **own("pro", "size", "4K", "1K"))
    assert post(alice, "/studio/draft/", **fields).status_code == 200

    page = html(person(alice).get("/studio/"))
    assert 'value="pro" checked' in page and "Adjusted" in page
