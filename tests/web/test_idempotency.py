"""Requests at the same moment, each in a thread of its own."""

import threading

import pytest
from django.db import connection

from studio.credits.models import Account
from studio.models import Prompt, Run, Task
from tests.web.support import Caller

FOX = {"model": "nano-banana-2", "prompt": "a red fox"}


def together(callers, work):
    answers, start = [], threading.Barrier(len(callers))

    def press(caller):
        try:
            start.wait()
            answers.append(work(caller))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(caller,)) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_twins_make_one_run_and_get_the_same_answer(alice, grs):
    callers = [Caller(alice) for _ in range(4)]

    answers = together(callers, lambda caller: caller.post("/runs", FOX, key="k1"))

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (Run.objects.count(), Task.objects.count()) == (1, 1)
    assert Account.objects.get(user=alice).reserved == 2


@pytest.mark.django_db(transaction=True)
def test_twins_without_a_key_share_only_their_prompt(alice, grs):
    callers = [Caller(alice) for _ in range(3)]

    answers = together(callers, lambda caller: caller.post("/runs", FOX))

    assert [answer.status_code for answer in answers] == [201] * 3
    assert (Run.objects.count(), Prompt.objects.count()) == (3, 1)
