"""Requests that cannot be built, or whose vendor cannot be read: said, and paid for by nobody."""

import pytest

from studio.models import Asset, Attempt, Offer, TaskReference, VendorKey
from tests.studio import scene


def ending(task):
    row = scene.fresh(task)
    return row.status, row.failure_code, scene.entries(task)


@pytest.fixture
def picture(member):
    return Asset.objects.create(
        author=member,
        origin="upload",
        kind="image",
        sha256="0" * 64,
        key="originals/00/00/gone.png",
        bytes=10,
        mime="image/png",
        audience="team",
    )


def test_a_setting_that_the_model_lost_meanwhile(member, grsai):
    made = scene.an_offer(url=grsai.url)
    task = scene.task(member, made, params={"size": "4K"})

    Offer.objects.update(limits={"size": ["1K"]})
    scene.send()

    assert ending(task) == ("failed", "bad_setting", ["release", "reserve"])
    assert Attempt.objects.get().state == "not_sent"
    assert not grsai.submissions()


def test_a_reference_whose_file_is_gone(member, grsai, picture):
    made = scene.an_offer(url=grsai.url)
    task = scene.task(member, made, references=[(picture, "image")])

    scene.send()

    assert ending(task) == ("failed", "bad_reference", ["release", "reserve"])
    assert TaskReference.objects.filter(task=task).exists()
    assert not grsai.submissions()


def test_a_key_that_cannot_be_opened_sends_nothing_and_stops_nobody_else(member, grsai, seedhorse):
    broken = scene.task(member, scene.an_offer(url=grsai.url))
    VendorKey.objects.update(secret="not of this vault")
    other = scene.task(member, scene.an_offer("seedhorse", url=seedhorse.url), vendor="seedhorse")

    scene.send()

    assert scene.fresh(broken).status == "queued"
    assert Attempt.objects.get(task=broken).state == "not_sent"
    assert scene.fresh(other).status == "running"


def test_an_echo_of_our_key_is_not_kept(member, grsai, monkeypatch):
    task = scene.task(member, scene.an_offer(url=grsai.url), "a red fox [fail]")
    grsai.told = lambda task, state: {
        "id": task.id,
        "status": "failed",
        "error": "no luck with sk-test-canary-0123456789",
    }

    scene.play(task)

    assert scene.fresh(task).failure_detail == "no luck with [key]"
