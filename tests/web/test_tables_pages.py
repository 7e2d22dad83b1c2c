"""A batch from a table: looked at first, then started as a whole or not at all."""

import io
import re

import pytest

from studio.models import Batch, Run, Task
from tests.conftest import offer
from tests.web import support
from tests.web.pages import html, person, said


@pytest.fixture
def horse(grs):
    return offer(grs.vendor, "gpt-image-2", model="horse-1")


def send(user, text, step="preview", **fields):
    body = {"rows": text, "step": step, "model": "nano-banana-2"}
    return person(user).post("/batches/table/", body | fields)


TABLE = "prompt,model,aspect_ratio,count\na fox,,16:9,2\na hen,horse-1,,1\n"


def test_the_preview_shows_rows_tasks_and_credits(alice, grs, horse):
    answer = send(alice, TABLE)

    page = said(answer)
    assert "2 rows · 3 tasks" in page and "100 available" in page
    assert "Start batch ·" in page and not Batch.objects.exists()


def test_started_it_makes_a_run_of_each_row(alice, grs, horse):
    answer = send(alice, TABLE, "start", idempotency_key="k")

    batch = Batch.objects.get()
    assert answer.url == f"/batches/{batch.pk}/"
    first, second = batch.runs.order_by("row")
    assert (first.prompt.text, first.count, first.params) == ("a fox", 2, {"aspect_ratio": "16:9"})
    assert (second.model.slug, batch.kind) == ("horse-1", "table")


def test_a_double_press_starts_one_batch(alice, grs, horse):
    for _ in range(2):
        send(alice, TABLE, "start", idempotency_key="k")

    assert Batch.objects.count() == 1


def test_a_file_is_taken_like_pasted_rows(alice, grs, horse):
    file = io.BytesIO(b"\xef\xbb\xbfprompt\na fox\n")
    file.name = "rows.csv"

    answer = person(alice).post("/batches/table/", {"file": file, "step": "preview"})

    assert "1 row · 1 task" in said(answer)


@pytest.mark.parametrize(
    "row,sentence",
    [
        (
            "a fox,,17:9,1",
            "Row 1: aspect_ratio 17:9 is not offered by Nano Banana 2. Did you mean 16:9?",
        ),
        ("a fox,horse,,1", "Row 1: there is no model “horse”. Did you mean horse-1?"),
        ("a fox,,,99", "Row 1: count must be from 1 to 20."),
        (",,16:9,1", "Row 1: the prompt is empty."),
    ],
)
def test_what_is_wrong_is_said_by_row(alice, grs, horse, row, sentence):
    answer = send(alice, f"prompt,model,aspect_ratio,count\n{row}\na hen,,,1\n", "start")

    assert answer.status_code == 422 and sentence in said(answer)
    assert not Run.objects.exists() and "Start batch" not in said(answer)


def test_every_bad_row_is_named_at_once(alice, grs, horse):
    page = said(send(alice, "prompt,size\na,9K\nb,2K\nc,8K\n"))

    assert "2 things to fix" in page and "Row 1:" in page and "Row 3:" in page


@pytest.mark.parametrize(
    "text,sentence",
    [
        ("", "There are no rows."),
        ("prompt,colour\na,b", "There is no column “colour”."),
        ("prompt\n" + "a fox\n" * 201, "201 rows; the limit is 200."),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(alice, grs, text, sentence):
    answer = send(alice, text)

    assert answer.status_code == 422 and sentence in said(answer)


def test_a_file_in_another_encoding_is_refused(alice, grs):
    file = io.BytesIO("prompt\nzażółć".encode("cp1250"))
    file.name = "rows.csv"

    answer = person(alice).post("/batches/table/", {"file": file, "step": "preview"})

    assert "The file is not UTF-8." in said(answer)


def test_references_are_files_one_may_see(alice, bob, grs, settings):
    settings.PUBLIC_URL = "http://testserver"
    mine, theirs = support.upload(alice), support.upload(bob, content=b"other")
    text = f"prompt,ref1\na fox,/a/{mine.pk}/\na hen,{theirs.pk}\n"

    page = said(send(alice, text))

    assert f"Row 2: there is no file “{theirs.pk}”." in page and "Row 1" not in page


def test_who_cannot_pay_for_all_cannot_start(alice, grs):
    text = "prompt,count\n" + "a fox,20\n" * 4

    assert "Not enough credits" in said(send(alice, text))
    answer = send(alice, text, "start", idempotency_key="k")
    assert answer.status_code == 422 and "This needs" in said(answer)
    assert not Task.objects.exists()


def test_a_price_that_rose_is_shown_before_it_is_taken(alice, grs):
    answer = send(alice, "prompt\na fox\n", "start", quoted=1, idempotency_key="k")

    assert answer.status_code == 422
    assert "The price changed from 1 to 2 credits" in said(answer)
    assert "Start batch · 2 credits" in said(answer) and not Batch.objects.exists()


def test_formulas_and_markup_in_rows_stay_text(alice, grs):
    page = html(send(alice, "prompt\n<script>alert(1)</script>\n"))

    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_tags_of_a_row_are_those_of_its_prompt(alice, grs):
    send(alice, 'prompt,tags\na fox,"winter, animals"\na hen,animals\n', "start")

    runs = Batch.objects.get().runs.order_by("row")
    tags = [sorted(run.prompt.tags.values_list("name", flat=True)) for run in runs]
    assert tags == [["animals", "winter"], ["animals"]]


def test_a_tag_that_is_too_long_is_said(alice, grs):
    assert "Row 1: a tag has at most 60" in said(send(alice, f"prompt,tags\na,{'x' * 61}\n"))


def test_what_is_wrong_is_listed_in_the_order_of_the_rows(alice, grs, horse):
    page = said(
        send(alice, "prompt,model,aspect_ratio\na fox,,17:9\na hen,horse,\n,nano-banana-2,\n")
    )

    places = [page.index(f"Row {number}:") for number in (1, 2, 3)]
    assert places == sorted(places)


def test_the_preview_numbers_its_rows_and_shows_the_bad_ones(alice, grs):
    table = "prompt,size\n" + "a fox,1K\n" * 6 + "a hen,9K\na cat,1K\n"
    rows = html(send(alice, table)).split("<tbody>")[1].split("</tbody>")[0]

    assert re.findall(r'<th scope="row"[^>]*>(\d+)<', rows) == ["1", "2", "3", "4", "5", "7"]
    assert "a hen" in rows
    assert "a cat" not in rows
