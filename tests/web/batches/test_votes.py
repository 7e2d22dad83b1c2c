"""Picks and votes, open and blind."""

from studio import votes
from studio.models import Asset, Batch, Vote
from tests.web import support
from tests.web.batches.making import done, make, post, runs
from tests.web.pages import html, person, said


def test_everybody_has_one_vote_in_a_row(alice, bob, batch):
    done(batch)
    first, second = runs(batch)
    for run in (first, second, second):
        post(bob, f"/batches/{batch.pk}/votes/", run=run.pk)

    assert Vote.objects.get().run == second
    assert "1 vote" in said(person(alice).get(f"/batches/{batch.pk}/"))


def test_a_vote_can_be_taken_back(bob, batch):
    done(batch)
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


def test_blind_votes_keep_other_votes_and_the_files_until_one_has_voted(alice, bob, batch):
    first = done(batch)[0].run
    post(alice, f"/batches/{batch.pk}/steering/", action="blind")
    votes.cast(batch, first, alice)

    before = said(person(bob).get(f"/batches/{batch.pk}/"))
    assert "1 vote" not in before and "alice's pick" not in before and "zip" not in before
    for name in ("files.zip", "failed.csv"):
        assert person(bob).get(f"/batches/{batch.pk}/{name}").status_code == 403
    votes.cast(batch, first, bob)

    after = said(person(bob).get(f"/batches/{batch.pk}/"))
    assert "2 votes" in after and "alice's pick" in after and "zip" in after
    assert person(bob).get(f"/batches/{batch.pk}/files.zip").status_code == 200


def test_blind_columns_stand_in_an_order_of_their_own_that_stays(alice, grs, horse):
    """Half of all pairs change places: one of twenty does."""
    made = (make(alice, [grs, horse]) for _ in range(20))
    batch = next(item for item in made if order(alice, item) == [1, 0])

    assert order(alice, batch) == [1, 0]
    page = html(person(alice).get(f"/batches/{batch.pk}/"))
    assert page.index("<b>A</b>") < page.index("<b>B</b>")


def order(user, batch):
    """The columns as a blind page shows them."""
    Batch.objects.filter(pk=batch.pk).update(is_blind=True)
    page = html(person(user).get(f"/batches/{batch.pk}/"))
    found = sorted(runs(batch), key=lambda run: page.index(f"votes-{run.pk}"))
    return [run.column for run in found]


def test_what_made_nothing_cannot_be_picked_and_holds_up_no_blind_vote(alice, bob, grs, horse):
    batch = make(alice, [grs, horse], ["a", "b"])
    made = done(batch)[0].run
    for asset in Asset.objects.exclude(run=made):
        asset.delete()
    post(alice, f"/batches/{batch.pk}/steering/", action="blind")
    path = f"/batches/{batch.pk}/votes/"

    page = html(person(bob).get(f"/batches/{batch.pk}/"))
    assert page.count('aria-pressed="false" disabled') == 3
    empty = batch.runs.exclude(pk=made.pk).first()
    assert post(bob, path, run=empty.pk).status_code == 403
    assert post(bob, path, run=made.pk).status_code == 302
    assert "Nano Banana 2" in said(person(bob).get(f"/batches/{batch.pk}/"))


def test_the_author_ends_the_hiding(alice, bob, batch):
    post(alice, f"/batches/{batch.pk}/steering/", action="blind")
    post(alice, f"/batches/{batch.pk}/steering/", action="reveal")

    assert "Nano Banana 2" in said(person(bob).get(f"/batches/{batch.pk}/"))
