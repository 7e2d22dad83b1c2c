"""Results become ours: fetched, proven, stored, and then charged for what came."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from studio.credits.models import Entry
from studio.models import Asset, RescueItem, Result
from tests.fakes.base import clip, picture
from tests.studio import scene
from tests.studio.scene import DATA_URI


def charged(task):
    return Entry.objects.get(reference=task.pk, kind="settle").charged


def after_a_day():
    """As if the results had waited for longer than their addresses live."""
    old = timezone.now() - timedelta(days=2)
    Result.objects.update(created_at=old, expires_at=old)


def test_what_is_kept_of_a_result(member, grsai):
    task = scene.task(member, scene.an_offer(url=grsai.url))

    scene.play(task)

    asset, size = Asset.objects.get(), len(picture())
    assert (asset.kind, asset.mime, asset.width, asset.height) == ("image", "image/png", 96, 64)
    assert (asset.bytes, default_storage.size(asset.key)) == (size, size)
    assert asset.key == f"originals/{asset.sha256[:2]}/{asset.sha256[2:4]}/{asset.sha256}.png"
    assert (asset.author, asset.run, asset.task) == (member, task.run, task)
    assert (asset.prompt, asset.model, asset.vendor) == (
        task.run.prompt,
        task.run.model,
        task.offer.vendor,
    )
    assert (asset.origin, asset.audience, asset.position) == ("generated", "team", 0)
    assert asset.search_text == " a red fox nano banana 2 "
    assert (Result.objects.get().state, Result.objects.get().source) == ("archived", "")


@pytest.mark.parametrize("scenario", ["redirect", "expired_once"])
def test_a_detour_still_leads_to_the_file(member, grsai, scenario):
    task = scene.task(member, scene.an_offer(url=grsai.url), f"a fox [{scenario}]")

    assert scene.play(task).status == "succeeded"
    assert sum(grsai.created.values()) == 1


def test_a_dead_address_is_renewed_by_the_vendor(member, grsai):
    task = scene.task(member, scene.an_offer(url=grsai.url))
    for _ in range(2):
        scene.send()
        scene.look()
    Result.objects.update(source=f"{grsai.url}/files/gone/0.png")

    scene.run_jobs()
    asking = scene.fresh(task).vendor_state
    scene.look()
    scene.run_jobs()

    assert asking == "refresh"
    assert scene.fresh(task).status == "succeeded"


@pytest.mark.parametrize("scenario", ["expired", "wrong_type", "truncated"])
def test_a_file_that_never_comes_is_tried_for_a_day_and_not_charged(member, grsai, scenario):
    task = scene.task(member, scene.an_offer(url=grsai.url), f"a fox [{scenario}]")

    before = scene.play(task)
    after_a_day()
    after = scene.play(task)

    assert before.status == "archiving"
    assert (after.status, after.failure_code) == ("failed", "save_failed")
    assert scene.entries(task) == ["release", "reserve"]
    assert RescueItem.objects.get(task=task).kind == "save_failed"
    assert not Asset.objects.exists()


def test_a_vendor_that_forgot_the_task_does_not_keep_it_open_for_ever(member, grsai):
    task = scene.task(member, scene.an_offer(url=grsai.url), "a fox [expired]")
    scene.play(task, steps=4)
    grsai.tasks.clear()

    scene.play(task, steps=3)
    after_a_day()

    assert scene.play(task).failure_code == "save_failed"


def test_a_redirect_into_our_network_is_refused_at_once(member, grsai):
    task = scene.task(member, scene.an_offer(url=grsai.url), "a fox [redirect_inside]")

    task = scene.play(task)

    assert (task.status, task.failure_code) == ("failed", "save_failed")
    assert RescueItem.objects.get().note.startswith("result 1: ")


def test_of_four_pictures_three_came_and_three_are_paid(member, seedhorse):
    made = scene.an_offer("seedhorse", url=seedhorse.url, price={"credits": 3})
    task = scene.task(member, made, "a fox [partial]", count=4)

    task = scene.play(task)

    assert (task.status, charged(task), task.credits) == ("succeeded", 9, 12)
    assert Asset.objects.count() == 3


@pytest.mark.parametrize("made,paid", [(1, 2), (2, 5), (3, 7), (4, 10), (6, 10)])
def test_the_share_that_came_is_paid_rounded_down(made, paid):
    from studio.quote import delivered

    assert delivered(10, 4, made) == paid


def test_more_than_was_asked_for_is_kept_and_not_charged(member):
    task = scene.task(member, scene.an_offer())
    scene.delivered(task, DATA_URI, DATA_URI)

    scene.run_jobs()

    assert (scene.fresh(task).status, charged(task)) == ("succeeded", task.credits)
    assert list(Asset.objects.order_by("position").values_list("position", flat=True)) == [0, 1]
    assert Asset.objects.values("sha256").distinct().count() == 1


def test_a_clip_is_a_video_with_its_length(member, aa):
    task = scene.task(member, scene.an_offer("aa", "sora_studio", url=aa.url))

    assert scene.play(task).status == "succeeded"

    asset = Asset.objects.get()
    assert (asset.kind, asset.mime, asset.bytes) == ("video", "video/mp4", len(clip()))
    assert 0.8 < asset.duration < 1.3
