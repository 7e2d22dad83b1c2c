"""A word in the prompt chooses what becomes of a task."""

import pytest

from providers import errors
from providers.types import Succeeded
from tests.studio.demo.vendor import Vendor


@pytest.mark.parametrize(
    ("word", "seconds", "expected"),
    [
        ("#fast", 1, ["running", "Succeeded"]),
        ("#review", 4, ["in_review"]),
        ("#fail", 2.5, ["running", "Failed"]),
        ("#stuck", 290, ["running"]),
        ("#timeout", 290, ["running"]),
        ("#preview", 7.5, ["running"]),
        ("#preview", 8, ["Succeeded"]),
        ("#slow", 29, ["running"]),
        ("#slow", 31, ["Succeeded"]),
        ("#policyout", 7, ["Failed"]),
    ],
)
def test_a_word_in_the_prompt_chooses_what_happens(word, seconds, expected):
    vendor = Vendor()
    vendor.submit(f"{word} a fox")

    states = vendor.states(seconds)

    assert states[-1] == expected[-1]
    assert set(expected) <= set(states)


def test_a_review_asks_to_be_looked_at_again_soon():
    vendor = Vendor()
    vendor.submit("#review a fox")

    assert vendor.poll(4).retry_after == 1


def test_slow_says_nothing_and_pct_says_everything():
    slow, percent = Vendor(), Vendor()
    slow.submit("#slow")
    percent.submit("a fox #pct")

    assert slow.poll(after=10).progress is None
    assert [percent.poll(after=1).progress for _ in range(7)] == [12, 25, 37, 50, 62, 75, 87]


def test_late_says_succeeded_before_there_is_a_url():
    vendor = Vendor()
    task_id = vendor.submit("#late")["id"]
    for _half_second in range(14):
        vendor.now += 0.5
        reply = vendor.send("GET", f"/v1/tasks/{task_id}").json()
        if reply["status"] == "succeeded":
            break

    assert (reply["status"], reply["results"]) == ("succeeded", [])
    assert isinstance(vendor.poll(after=3), Succeeded)


def test_partial_leaves_out_the_last_of_several():
    vendor = Vendor()
    vendor.submit("#partial", outputs=4)

    outcome = vendor.poll(after=10)

    assert (len(outcome.outputs), outcome.failed) == (3, 1)
    vendor.submit("#partial")
    assert vendor.poll(after=10).failed == 0


def test_savefail_succeeds_without_a_file_that_can_be_fetched():
    vendor = Vendor()
    vendor.submit("#savefail")
    vendor.now += 10

    assert vendor.fetch().status_code == 500


@pytest.mark.parametrize(
    ("word", "kind", "created"),
    [
        ("#policy", errors.ContentPolicy, "no"),
        ("#forbidden", errors.ContentPolicy, "no"),
        ("#account", errors.OutOfBalance, "no"),
        ("#down", errors.ModelOffline, "no"),
        ("#busy", errors.Busy, "no"),
        ("#lost", errors.UpstreamFailed, "unknown"),
    ],
)
def test_a_word_in_the_prompt_refuses_the_task(word, kind, created):
    with pytest.raises(kind) as caught:
        Vendor().submit(f"a fox {word}")

    assert caught.value.created == created


def test_a_busy_demo_takes_the_same_submission_a_little_later():
    vendor = Vendor()
    for _ in range(2):
        with pytest.raises(errors.Busy) as caught:
            vendor.submit("#busy", key="one")
        assert 0 < caught.value.retry_after <= 4
        vendor.now += 1.5
    vendor.now += 2

    assert vendor.submit("#busy", key="one")
    with pytest.raises(errors.Busy):
        vendor.submit("#busy", key="two")


def test_words_without_a_hash_choose_nothing():
    vendor = Vendor()
    vendor.submit("a slow river, late, no policy #unknown can fail a#fast")

    assert isinstance(vendor.poll(after=6.1), Succeeded)


def test_speed_divides_every_time():
    vendor = Vendor(speed=1000)
    vendor.submit("#slow")

    assert isinstance(vendor.poll(after=0.031), Succeeded)
