"""Picks and votes, open and blind."""

from studio import votes
from studio.models import Vote
from tests.web import support
from tests.web.batches.making import done, post, runs
from tests.web.pages import html, person, said


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
