"""The page of a batch: the grid, picks and votes, what its author may do, its files."""

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio import votes
from studio.lifecycle import batches
from studio.lifecycle.batches import Cell, Grid
from studio.lifecycle.create import Order
from studio.models import AuditLog, Batch, Run, Task, Vote
from tests.conftest import offer, vendor
from tests.web import support
from tests.web.pages import filled, html, person, said


@pytest.fixture
def horse(grs):
    """A second model, at two credits."""
    return offer(grs.vendor, "gpt-image-2", model="horse-1")


@pytest.fixture
def other(grs, db):
    """Another vendor of the first model."""
    row = vendor("grsai", "http://127.0.0.1:9", slug="second")
    price = {"unit": "image", "credits": 5, "surcharge": {}}
    return offer(row, "nano-banana-2", price=price, priority=200)


@pytest.fixture
def batch(alice, grs, horse):
    return make(alice, [grs, horse])


def make(author, offers, prompts=("a red fox",), kind="comparison", count=1, **fields):
    cells = [
        Cell(Order(author=author, model=item.model, prompt=prompt, count=count), row, column)
        for row, prompt in enumerate(prompts)
        for column, item in enumerate(offers)
    ]
    return batches.admit(Grid(author, kind, cells, prompts[0], **fields))


def done(batch, **fields):
    """Every task of it has made its picture."""
    tasks = Task.objects.filter(run__batch=batch).order_by("run__row", "run__column")
    tasks = tasks.select_related("run__prompt", "run__model")
    return [
        (support.finish(task), support.asset(task.author, task, content=str(n).encode(), **fields))[
            1
        ]
        for n, task in enumerate(tasks.select_related("offer__vendor"))
    ]


def post(user, path, **fields):
    return person(user).post(path, fields)


def runs(batch):
    return list(batch.runs.order_by("row", "column"))


# From the composer


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


def test_too_few_credits_make_nothing(alice, grs, horse):
    answer = post(alice, "/studio/", **filled(column="horse-1", count=20))

    assert answer.status_code == 422 and "credits" in said(answer)
    assert not Batch.objects.exists()


# The price on the button


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


# The page


def test_the_page_has_a_column_for_each_model(alice, batch):
    answer = person(alice).get(f"/batches/{batch.pk}/")

    assert answer.status_code == 200
    page = said(answer)
    assert "Nano Banana 2" in page and "Horse 1" in page and "0 of 2" in page


def test_the_page_takes_the_same_queries_for_more_rows(alice, grs, horse):
    few, many = make(alice, [grs, horse], ["a"]), make(alice, [grs, horse], list("abcdefgh"))
    client = person(alice)
    counts = []
    for batch in (few, many):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/batches/{batch.pk}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_long_table_comes_in_pages(alice, grs, settings):
    account = alice.credit_account
    account.granted = 500
    batch = make(alice, [grs], [f"fox {n}" for n in range(50)], "table")

    assert "fox 49" in said(person(alice).get(f"/batches/{batch.pk}/"))
    assert "Next rows" not in said(person(alice).get(f"/batches/{batch.pk}/"))
    assert "fox 3 " not in said(person(alice).get(f"/batches/{batch.pk}/?after=40"))


def test_progress_counts_what_is_made_and_what_failed(alice, batch):
    first, second = Task.objects.filter(run__batch=batch)
    support.finish(first)
    support.finish(second, "failed", failure_code="timeout")

    assert "2 of 2 · 1 failed" in said(person(alice).get(f"/batches/{batch.pk}/"))


def test_the_run_says_that_it_is_part_of_a_comparison(alice, batch):
    answer = person(alice).get(f"/runs/{runs(batch)[0].pk}/")

    assert f"/batches/{batch.pk}/" in html(answer)


def test_a_batch_stands_in_the_feed_once(alice, batch):
    page = html(person(alice).get("/studio/"))

    assert page.count('data-testid="batch-group"') == 1
    assert f"/batches/{batch.pk}/" in page


# Pause, resume, stop


def test_its_author_pauses_and_resumes_it(alice, batch):
    post(alice, f"/batches/{batch.pk}/steering/", action="pause")
    assert "Paused" in said(person(alice).get(f"/batches/{batch.pk}/"))

    post(alice, f"/batches/{batch.pk}/steering/", action="resume")
    assert "Paused" not in said(person(alice).get(f"/batches/{batch.pk}/"))


def test_a_stop_says_what_came_back(alice, batch):
    answer = person(alice).post(f"/batches/{batch.pk}/steering/", {"action": "stop"}, follow=True)

    assert "2 tasks were cancelled" in said(answer)
    assert "Stopped" in said(answer)


def test_a_colleague_only_looks(bob, batch):
    assert post(bob, f"/batches/{batch.pk}/steering/", action="stop").status_code == 403
    assert "Stop and cancel" not in said(person(bob).get(f"/batches/{batch.pk}/"))


# Picks and votes


def test_everybody_has_one_vote_in_a_row(alice, bob, batch):
    first, second = runs(batch)
    for run in (first, second, second):
        post(bob, f"/batches/{batch.pk}/votes/", run=run.pk)

    assert Vote.objects.get().run == second
    assert "1 vote" in said(person(alice).get(f"/batches/{batch.pk}/"))


def test_a_vote_can_be_taken_back(bob, batch):
    run = runs(batch)[0]
    post(bob, f"/batches/{batch.pk}/votes/", run=run.pk)
    post(bob, f"/batches/{batch.pk}/votes/", run=run.pk, drop=1)

    assert not Vote.objects.exists()


def test_a_run_of_another_batch_cannot_be_picked(alice, batch, grs):
    stranger = support.run(alice)

    assert post(alice, f"/batches/{batch.pk}/votes/", run=stranger.pk).status_code == 404


def test_the_authors_pick_can_be_continued_with(alice, batch):
    assets = done(batch)
    post(alice, f"/batches/{batch.pk}/votes/", run=assets[1].run_id)

    page = html(person(alice).get(f"/batches/{batch.pk}/"))
    assert "Continue with the pick" in page and f"?from={assets[1].pk}" in page


def test_blind_votes_hide_who_made_what_until_one_has_voted(alice, bob, batch):
    done(batch)
    post(alice, f"/batches/{batch.pk}/steering/", action="blind")

    before = html(person(bob).get(f"/batches/{batch.pk}/"))
    for secret in ("Nano Banana", "Horse", "Grsai", "Seedhorse", "data-task=", 'class="open"'):
        assert secret not in before
    votes.cast(batch, runs(batch)[0], bob)

    assert "Nano Banana 2" in said(person(bob).get(f"/batches/{batch.pk}/"))


def test_blind_votes_tell_nothing_in_the_feed_either(alice, bob, batch):
    done(batch)
    post(alice, f"/batches/{batch.pk}/steering/", action="blind")

    group = html(person(bob).get("/studio/?feed=team")).split('data-testid="batch-group"')[1]
    assert "data-task" not in group.split("</article>")[0]


def test_the_author_ends_the_hiding(alice, bob, batch):
    post(alice, f"/batches/{batch.pk}/steering/", action="blind")
    post(alice, f"/batches/{batch.pk}/steering/", action="reveal")

    assert "Nano Banana 2" in said(person(bob).get(f"/batches/{batch.pk}/"))


# What it leaves


def test_the_finished_files_come_as_one_zip(alice, batch):
    assets = done(batch)
    answer = person(alice).get(f"/batches/{batch.pk}/files.zip")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    names = archive.namelist()
    assert len(names) == 3 and names[-1] == "manifest.csv" and archive.testzip() is None
    assert [archive.read(name) for name in names[:-1]] == [b"0", b"1"]
    assert assets[0].sha256 in archive.read("manifest.csv").decode()


def test_a_file_that_is_gone_does_not_spoil_the_zip(alice, batch, settings):
    assets = done(batch)
    (settings.FILE_ROOT / assets[0].key).unlink()

    answer = person(alice).get(f"/batches/{batch.pk}/files.zip")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(archive.namelist()) == 2


def test_an_admin_who_takes_private_files_is_written_down(alice, admin, grs):
    batch = make(alice, [grs], visibility="me")
    done(batch, visibility="me")

    b"".join(person(admin).get(f"/batches/{batch.pk}/files.zip").streaming_content)

    assert AuditLog.objects.filter(action="batch.download", subject=str(batch.pk)).exists()


def test_failed_rows_can_be_sent_again(alice, grs):
    batch = make(alice, [grs], ["a fox", "=a hen"], "table")
    for task in Task.objects.filter(run__row=1):
        support.finish(task, "failed", failure_code="timeout")

    answer = person(alice).get(f"/batches/{batch.pk}/failed.csv")
    text = answer.content.decode("utf-8-sig")

    from studio import tables

    [line] = tables.read(text)
    assert (line["prompt"], line["model"]) == ("=a hen", "nano-banana-2")
    assert "'=a hen" in text


# In the composer


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


# Settings of one column alone


def own(column, name, word, took):
    """A setting in the lines of a column, as it was drawn and as it is sent."""
    return {f"of:{column}-param-{name}": word, f"of:{column}-param-{name}-took": took}


@pytest.fixture
def pro(grs):
    """A third model, at four credits and more for more pixels."""
    price = {"unit": "image", "credits": 4, "surcharge": {"size": {"4K": 6}}}
    return offer(grs.vendor, "nano-banana-pro", model="pro", price=price)


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


# Used again


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

    answer = client.post(path, {"quoted": "5", "key": "a"}, follow=True)
    assert "Price changed from 5 to 6 credits." in said(answer)
    type(given).objects.filter(pk=given.pk).update(trashed_at=given.created_at)
    assert "references is gone" in said(client.post(path, {"key": "b"}, follow=True))
    assert Batch.objects.count() == 1
