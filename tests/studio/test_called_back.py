"""A vendor that calls back: its word is a reason to look, and never more."""

import json

import pytest

from studio.lifecycle import answer, hints
from studio.models import Asset, Attempt, Task
from tests.studio import scene


@pytest.fixture
def made(apixo, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:9"
    apixo.callbacks = "none"  # the test calls back itself
    return scene.an_offer(
        "apixo", "nano-banana", url=apixo.url, settings={"request_type": "callback"}
    )


def call_back(fake, attempt, **data):
    """As the vendor would, for the task that it made last, or for what `data` says."""
    made = list(fake.tasks.values())[-1]
    body = fake.told(made, "done")
    body["data"] |= data
    return hints.called_back(attempt.pk, json.dumps(body).encode())


def test_it_is_given_an_address_of_its_own(member, apixo, made):
    task = scene.task(member, made)

    scene.send()

    body = apixo.submissions()[0].json
    attempt = Attempt.objects.get(task=task)
    assert body["callback_url"].startswith(f"http://127.0.0.1:9/hooks/{attempt.pk}/")


def test_called_back_it_is_looked_at_without_delay(member, apixo, made):
    task = scene.task(member, made)
    scene.send()
    later = scene.fresh(task).accepted_at.replace(year=2999)
    Task.objects.update(next_action_at=later)

    known = [call_back(apixo, Attempt.objects.get()) for _ in range(3)]

    assert known == [True] * 3
    assert scene.fresh(task).next_action_at < later
    assert scene.fresh(task).status == "running"
    assert scene.play(task).status == "succeeded"
    assert Asset.objects.count() == 1


def test_called_back_before_the_answer_the_task_is_adopted_once(member, apixo, made):
    task = scene.task(member, made, "a fox [500_after]")
    attempt = scene.sent(task)
    request = attempt.task.run.prompt.text
    apixo.tasks["task_1"] = apixo.create(_submission(request))

    call_back(apixo, attempt, taskId="task_1")
    answer.record_unknown(attempt, "no answer in time")

    assert scene.fresh(task).status == "running"
    assert scene.fresh(attempt).vendor_task_id == "task_1"


def test_a_forged_call_brings_no_result_and_no_money(member, apixo, made):
    task = scene.task(member, made, "a fox [stuck]")
    scene.send()
    before = scene.fresh(Attempt.objects.get())

    call_back(
        apixo, before, taskId="task_99999999", resultJson='{"resultUrls": ["https://evil.example"]}'
    )
    scene.look()

    assert scene.fresh(task).status == "running"
    assert scene.fresh(before).vendor_task_id == before.vendor_task_id
    assert scene.entries(task) == ["reserve"]


def _submission(prompt):
    from tests.fakes.base import Request

    body = json.dumps({"input": {"prompt": prompt}}).encode()
    return Request("POST", "/api/v1/generateTask/nano-banana", {}, {}, body)
