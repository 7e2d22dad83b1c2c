"""The ways a vendor may be spoken to, each from the prompt to the file."""

import base64
import threading

import pytest

from studio.models import Asset, Attempt
from studio.references import read_token
from tests.conftest import person
from tests.fakes.base import picture
from tests.studio import scene


@pytest.fixture
def upload(member, settings):
    key = "originals/aa/bb/given.png"
    path = settings.FILE_ROOT / key
    path.parent.mkdir(parents=True)
    path.write_bytes(picture())
    return Asset.objects.create(
        author=member,
        origin="upload",
        kind="image",
        sha256="a" * 64,
        key=key,
        bytes=len(picture()),
        mime="image/png",
        audience="team",
    )


def spoken(protocol, key, fake, **settings):
    return scene.an_offer(protocol, key, url=fake.url, settings=settings)


@pytest.mark.parametrize("reply_type", ["json", "stream", "async"])
def test_grsai_in_each_of_its_reply_types(member, grsai, reply_type):
    made = spoken("grsai", "nano-banana-2", grsai, reply_type=reply_type)
    task = scene.task(member, made)

    assert scene.play(task).status == "succeeded"

    assert grsai.submissions()[0].json["replyType"] == reply_type
    assert (sum(grsai.created.values()), Asset.objects.count()) == (1, 1)


def test_a_stream_cut_after_the_id_is_not_unknown(member, grsai):
    made = spoken("grsai", "nano-banana-2", grsai, reply_type="stream")
    task = scene.task(member, made, "a fox [cut_stream]")

    scene.send()
    scene.look()

    assert scene.fresh(task).status == "running"
    assert Attempt.objects.get().vendor_task_id in grsai.tasks


def test_a_stream_cut_before_the_id_is_unknown(member, grsai):
    made = spoken("grsai", "nano-banana-2", grsai, reply_type="stream")
    grsai.events = lambda task: iter([None])
    task = scene.task(member, made)

    scene.send()

    assert scene.fresh(task).status == "unknown"
    assert len(grsai.submissions()) == 1


@pytest.mark.parametrize("scenario,code", [("fail", "unknown"), ("policy_late", "policy_output")])
def test_a_stream_that_ends_badly_gives_the_credits_back(member, grsai, scenario, code):
    made = spoken("grsai", "nano-banana-2", grsai, reply_type="stream")
    task = scene.task(member, made, f"a fox [{scenario}]")

    task = scene.play(task)

    assert (task.status, task.failure_code) == ("failed", code)
    assert scene.entries(task) == ["release", "reserve"]


def test_an_error_instead_of_a_stream_is_read_as_one(member, grsai):
    made = spoken("grsai", "nano-banana-2", grsai, reply_type="stream")
    task = scene.task(member, made, "a fox [plain_error]")

    scene.send()

    assert scene.fresh(task).failure_code == "vendor_account"


def test_aa_makes_pictures_while_it_is_on_the_line(member, aa):
    made = spoken("aa", "nanobanana", aa, image_mode="sync")

    task = scene.play(scene.task(member, made))

    assert (task.status, Attempt.objects.get().state) == ("succeeded", "completed")
    assert not [request for request in aa.requests if request.path.startswith("/v1/tasks/")]


@pytest.mark.parametrize("key", ["sora_studio", "veo"])
def test_aa_makes_videos(member, aa, key):
    task = scene.play(scene.task(member, spoken("aa", key, aa), "a red fox in the snow"))

    assert task.status == "succeeded"
    assert Asset.objects.get().kind == "video"


def test_seedhorse_makes_videos_from_a_picture(member, seedhorse, upload, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    made = spoken("seedhorse", "seedance-2", seedhorse)

    task = scene.play(scene.task(member, made, references=[(upload, "image")]))

    asset = Asset.objects.exclude(pk=upload.pk).get()
    assert (task.status, asset.kind, task.credits) == ("succeeded", "video", 20)


def test_a_reference_is_given_as_an_address_that_only_we_can_make(
    member, seedhorse, upload, settings
):
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    task = scene.task(
        member, spoken("seedhorse", "nano-banana-2", seedhorse), references=[(upload, "image")]
    )

    scene.send()

    body = seedhorse.submissions()[0].body.decode()
    start = body.index("http://127.0.0.1:9/r/") + len("http://127.0.0.1:9/r/")
    token = body[start : body.index('"', start)].rstrip("/")
    assert read_token(token) == (task.pk, upload.pk)
    assert read_token(token[:-1] + "_") is None


@pytest.mark.parametrize("protocol", ["grsai", "dyuapi"])
def test_without_a_public_address_a_reference_goes_inline(
    member, upload, settings, request, protocol
):
    settings.PUBLIC_URL = ""
    fake = request.getfixturevalue(protocol)
    made = spoken(protocol, "nano-banana-2", fake)

    task = scene.play(scene.task(member, made, references=[(upload, "image")]))

    assert base64.b64encode(picture()).decode() in fake.submissions()[0].body.decode()
    assert task.status == "succeeded"


def test_a_slow_synchronous_vendor_holds_nobody_up(aa, grsai, engine):
    released, accepted = threading.Event(), aa.accepted
    aa.accepted = lambda task: accepted(task) if released.wait(60) else None
    author = person("alice")
    slow = scene.task(author, spoken("aa", "gpt-image-2", aa, sync_timeout=60))
    fast = spoken("grsai", "nano-banana-2", grsai)

    quick = scene.run(author, fast, count=10)
    engine.until(lambda: not quick.tasks.exclude(status="succeeded").exists(), 40)
    slow_then = scene.fresh(slow).status
    released.set()
    engine.finish()

    assert slow_then == "submitting"
    assert scene.fresh(slow).status == "succeeded"
