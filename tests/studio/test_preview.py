"""The unfinished picture of a task: kept while it is made, and never trouble."""

import base64
import io
import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from providers.grsai.provider import GrsAI
from providers.types import Failed, Output, Pending, Succeeded
from studio import invariants
from studio.lifecycle import finish, outcomes, poll, preview
from studio.models import Change, Preview, Task
from tests.studio import scene

ADVICE = (2.0, 1.5, 10.0)


def picture(colour="teal", kind="PNG", size=(8, 6)):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def inline(content, mime="image/png"):
    return Output(f"data:{mime};base64,{base64.b64encode(content).decode()}", "image")


@pytest.fixture
def running(member):
    task = scene.task(member, scene.an_offer())
    scene.accepted(task)
    return scene.fresh(task)


def answered(task, *outputs, progress=40, owner=scene.ME):
    """One look after the other, each with an answer that shows such a picture."""
    for output in outputs:
        item = scene.look_at(task)
        poll.flush(owner, [poll.judge(item, ADVICE, Pending(progress=progress, preview=output))])
    return scene.fresh(task)


def told(task):
    return Change.objects.filter(kind="progress", object_id=str(task.pk)).count()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_it_is_kept_as_what_its_bytes_are(running, kind):
    content = picture(kind=kind)

    row = answered(running, inline(content, "image/gif"))

    kept = Preview.objects.get()
    assert (kept.pk, bytes(kept.content), kept.mime) == (row.pk, content, f"image/{kind.lower()}")
    assert row.preview_at is not None
    assert (row.progress, row.polls, row.lease_owner) == (40, 1, "")


def test_the_next_one_takes_its_place_and_browsers_are_told_once(running):
    first = answered(running, inline(picture("teal")))
    second = answered(running, inline(picture("plum")))

    assert bytes(Preview.objects.get().content) == picture("plum")
    assert second.preview_at > first.preview_at
    assert told(running) == 2


def test_the_same_one_again_is_not_written_and_not_told(running):
    first = answered(running, inline(picture()))
    again = answered(running, inline(picture()), inline(picture()))

    assert again.preview_at == first.preview_at
    assert again.polls == 3
    assert told(running) == 1


def test_a_percentage_without_one_leaves_the_last_one(running):
    answered(running, inline(picture()))
    row = answered(running, None, progress=60)

    assert row.progress == 60
    assert bytes(Preview.objects.get().content) == picture()


@pytest.mark.parametrize(
    "output",
    [
        inline(picture()[:-1] + b"x" * preview.LARGEST),
        Output("data:image/png," + "%00" * (preview.LARGEST + 1)),
        inline(b"GIF89a" + b"x" * 40),
        inline(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        inline(b"<html>", "image/png"),
        inline(b""),
        Output("data:image/png;base64,****"),
        Output("data:image/png"),
        Output("data:image/png,\ud800"),
        Output("https://vendor.example.com/a.png"),
    ],
    ids=[
        *("large", "wide", "gif", "svg", "html"),
        *("empty", "no-base64", "no-comma", "surrogate", "link"),
    ],
)
def test_what_is_no_small_picture_is_left_out_and_the_task_goes_on(running, caplog, output):
    with caplog.at_level(logging.INFO, "studio"):
        row = answered(running, output)

    assert not Preview.objects.exists()
    assert (row.status, row.progress, row.polls, row.preview_at) == ("running", 40, 1, None)
    (line,) = [item.getMessage() for item in caplog.records if "left out" in item.getMessage()]
    assert str(running.pk) in line
    assert len(line) < 120


def test_a_broken_one_leaves_the_last_one(running):
    answered(running, inline(picture()), inline(b"<html>"))

    assert bytes(Preview.objects.get().content) == picture()


def test_one_broken_picture_does_not_keep_the_others(member):
    made = scene.an_offer()
    tasks = []
    for number in range(3):
        tasks.append(scene.task(member, made, f"fox {number}"))
        scene.accepted(tasks[-1], f"v-{number}")
    scene.due()
    items = {item.task_id: item for item in poll.lease(scene.ME, 50, 5)}
    shown = [inline(picture("teal")), inline(b"<html>"), inline(picture("plum"))]

    stills = [
        poll.judge(items[task.pk], ADVICE, Pending(progress=9, preview=output))
        for task, output in zip(tasks, shown, strict=True)
    ]
    poll.flush(scene.ME, stills)

    assert set(Preview.objects.values_list("pk", flat=True)) == {tasks[0].pk, tasks[2].pk}
    assert set(Task.objects.values_list("progress", flat=True)) == {9}


def test_a_poll_without_one_costs_no_query_more(running):
    def queries(*outputs):
        item = scene.look_at(running)
        stills = [poll.judge(item, ADVICE, Pending(preview=output)) for output in outputs]
        with CaptureQueriesContext(connection) as found:
            poll.flush(scene.ME, stills)
        return [query["sql"] for query in found if "SAVEPOINT" not in query["sql"]]

    (update,) = queries(None)

    assert update.startswith("UPDATE")
    assert len(queries(inline(picture()))) <= 7


def test_who_lost_the_lease_writes_none(running):
    answered(running, inline(picture()), owner="somebody else")

    assert not Preview.objects.exists()
    assert scene.fresh(running).preview_at is None


def test_one_that_comes_after_the_end_is_not_kept(running):
    item = scene.look_at(running)
    finish.expire(Task.objects.select_related("run").get(pk=running.pk))

    poll.flush(scene.ME, [poll.judge(item, ADVICE, Pending(preview=inline(picture())))])

    assert not Preview.objects.exists()
    assert scene.fresh(running).preview_at is None


def ended_by_failing(task, item):
    outcomes.record(item, Failed("upstream_failed"))


def ended_by_stopping(task, item):
    outcomes.asked_to_stop(item, True)


def ended_by_its_deadline(task, item):
    Task.objects.filter(pk=task.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    outcomes.expire(item)


def ended_by_a_row_read_before(task, item):
    """The picture came between reading the task and ending it."""
    old = Task.objects.select_related("run").get(pk=task.pk)
    poll.flush(scene.ME, [poll.judge(item, ADVICE, Pending(preview=inline(picture("plum"))))])
    assert finish.expire(old)


@pytest.mark.parametrize(
    "end",
    [ended_by_failing, ended_by_stopping, ended_by_its_deadline, ended_by_a_row_read_before],
)
def test_it_goes_with_the_end_of_its_task(running, end):
    answered(running, inline(picture()))

    end(running, scene.look_at(running))

    row = scene.fresh(running)
    assert row.is_final
    assert row.preview_at is None
    assert not Preview.objects.exists()
    assert invariants.broken() == []


def test_it_stays_until_the_result_is_saved(running):
    answered(running, inline(picture()))

    outcomes.record(scene.look_at(running), Succeeded((Output(scene.DATA_URI),)))
    saving = scene.fresh(running)
    done = scene.play(running)

    assert (saving.status, saving.preview_at is not None) == ("archiving", True)
    assert (done.status, done.preview_at) == ("succeeded", None)
    assert not Preview.objects.exists()


def test_it_comes_with_the_answer_of_a_vendor(member, grsai, monkeypatch):
    task = scene.task(member, scene.an_offer(url=grsai.url))
    scene.send()
    shown = Pending(progress=30, preview=inline(picture()))
    with monkeypatch.context() as patch:
        patch.setattr(GrsAI, "read_poll", lambda *args: shown)
        scene.look()
    assert bytes(Preview.objects.get(pk=task.pk).content) == picture()

    assert scene.play(task).status == "succeeded"
    assert not Preview.objects.exists()
