import re
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from studio import preferences
from studio.credits import ledger
from studio.lifecycle.create import Order, create_run
from studio.models import Asset, GenerationModel, Run, Task
from studio.views.runs import feed_page
from tests.web.pages import demo_offer, html, person, said
from tests.web.support import asset, finish, run, upload

FRAGMENT = {"HX-Request": "true"}


def many(author, count):
    now = timezone.now()
    for number in range(count):
        made = run(author, f"fox number {number:03}")
        Run.objects.filter(pk=made.pk).update(created_at=now - timedelta(minutes=number))


def older_link(page):
    return re.search(r'hx-get="([^"]+)"', html(page))[1].replace("&amp;", "&")


def test_older_runs_follow_page_by_page_without_gap_or_double(alice, grs):
    many(alice, 45)
    browser = person(alice)
    page = browser.get("/studio/?feed=mine")
    seen = re.findall(r"fox number \d+", said(page).split("S M L")[-1])
    while "hx-get" in html(page):
        page = browser.get(older_link(page), headers=FRAGMENT)
        seen += re.findall(r"fox number \d+", said(page))

    assert sorted(set(seen)) == [f"fox number {number:03}" for number in range(45)]


def test_without_a_script_the_link_is_a_page(alice, grs):
    many(alice, 25)
    browser = person(alice)
    link = older_link(browser.get("/studio/?feed=mine"))
    page = browser.get(link, follow=True)

    assert page.status_code == 200
    assert "<html" in html(page)
    assert "fox number 024" in said(page)


def test_far_down_history_is_the_better_place(alice, grs, monkeypatch):
    monkeypatch.setattr(feed_page, "PAGES", 1)
    many(alice, 25)

    assert "Older results are in History" in said(person(alice).get("/studio/"))


def test_a_made_up_place_is_the_beginning(alice, grs):
    many(alice, 1)

    assert "fox number 000" in said(person(alice).get("/studio/?older=nonsense&page=x"))


def test_the_size_of_the_tiles_is_kept(alice, grs):
    person(alice).post("/settings/", {"tiles": "l"})
    alice.refresh_from_db()

    assert preferences.of(alice).tiles == "l"
    assert 'data-size="l"' in html(person(alice).get("/studio/"))


def test_run_again_makes_the_same_once_more(alice, grs):
    given = upload(alice)
    first = run(alice, params={"size": "4K"}, count=2, references=[(given, "image")])
    fields = {"quoted": "12", "key": "one"}
    answer = person(alice).post(f"/runs/{first.pk}/again/", fields, headers=FRAGMENT)

    again = Run.objects.exclude(pk=first.pk).get()
    assert answer.status_code == 201
    assert f'data-run="{again.pk}"' in html(answer)
    assert (again.prompt, again.params, again.count) == (first.prompt, first.params, 2)
    assert [task.references.get().asset for task in again.tasks.all()] == [given, given]


def test_two_presses_of_run_again_are_one_run(alice, grs):
    first = run(alice)
    for _ in range(2):
        person(alice).post(f"/runs/{first.pk}/again/", {"quoted": "2", "key": "one"})

    assert Run.objects.count() == 2


def test_a_price_that_rose_is_asked_about(alice, grs):
    first = run(alice)
    grs.price |= {"credits": 5}
    grs.save()
    answer = person(alice).post(
        f"/runs/{first.pk}/again/", {"quoted": "2", "key": "one"}, headers=FRAGMENT
    )

    assert answer.status_code == 402
    assert answer.json()["title"] == "Price changed from 2 to 5 credits."
    assert (answer.json()["accept"], answer.json()["credits"]) == ("Generate for 5", 5)
    assert Run.objects.count() == 1


def test_run_again_without_credits_says_the_numbers(alice, grs):
    first = run(alice)
    with transaction.atomic():
        ledger.adjust(ledger.open_account(alice), -98, None, "test")
    answer = person(alice).post(f"/runs/{first.pk}/again/", {"key": "one"}, headers=FRAGMENT)

    assert answer.json() == {"message": "This needs 2 credits, you have 0."}


def test_a_reference_that_is_gone_stops_it(alice, grs):
    given = upload(alice)
    first = run(alice, references=[(given, "image")])
    Asset.objects.update(trashed_at=timezone.now())
    answer = person(alice).post(f"/runs/{first.pk}/again/", {"key": "one"}, headers=FRAGMENT)

    assert answer.status_code == 409
    assert "One of its references is gone" in answer.json()["message"]


def test_a_colleague_may_run_it_again_for_himself(alice, bob, grs):
    first = run(alice)
    person(bob).post(f"/runs/{first.pk}/again/", {"key": "one"})

    assert Run.objects.exclude(pk=first.pk).get().author == bob


def test_a_viewer_may_not(alice, viewer, grs):
    first = run(alice)

    assert person(viewer).post(f"/runs/{first.pk}/again/").status_code == 403


def test_cancelling_a_run_stops_what_can_be_stopped_and_says_so(alice, bob, grs):
    first = run(alice, count=4)
    tasks = list(first.tasks.all())
    Task.objects.filter(pk=tasks[0].pk).update(status="running")
    assert person(bob).post(f"/runs/{first.pk}/cancellation/").status_code == 403

    answer = person(alice).post(f"/runs/{first.pk}/cancellation/", headers=FRAGMENT)

    left = 1
    stopped = len(tasks) - left
    words = [f"{stopped} task{'' if stopped == 1 else 's'} stopped"]
    if stopped:
        words.append(f"{sum(task.credits for task in tasks[1:])} credits returned")
    assert answer.json()["message"] == " · ".join([*words, "1 has started already"])
    assert first.tasks.filter(status="cancelled").count() == stopped


def made(author):
    first = run(author, count=2)
    tasks = first.tasks.order_by("position")
    assets = [asset(author, task, content=bytes([n]), position=n) for n, task in enumerate(tasks)]
    for each in tasks:
        finish(each)
    return first, assets


def test_a_run_goes_to_the_trash_and_comes_back_as_it_was(alice, grs):
    first, assets = made(alice)
    Asset.objects.filter(pk=assets[0].pk).update(trashed_at=timezone.now() - timedelta(days=1))
    answer = person(alice).post(f"/runs/{first.pk}/trash/", headers=FRAGMENT).json()
    assert not Asset.objects.filter(trashed_at=None).exists()
    assert f'data-run="{first.pk}"' not in html(person(alice).get("/studio/"))

    person(alice).post(f"/runs/{first.pk}/trash/", {"undo": answer["undo"]})

    assert Asset.objects.filter(trashed_at=None).get() == assets[1]


def test_nobody_elses_run_goes_to_the_trash(alice, bob, grs):
    first, _assets = made(alice)

    assert person(bob).post(f"/runs/{first.pk}/trash/").status_code == 403


def test_a_finished_run_says_what_became_of_it(alice, grs):
    first, _assets = made(alice)

    assert 'data-outcome="2 images ready"' in html(person(alice).get("/studio/"))
    assert f'data-run-note="{first.pk}"' in html(person(alice).get("/studio/"))


def test_a_run_with_something_missing_says_how_much(alice, grs):
    task = run(alice).tasks.get()
    Task.objects.filter(pk=task.pk).update(outputs=4)
    task.refresh_from_db()
    for place in range(3):
        asset(alice, task, content=bytes([place]), position=place)
    finish(task)
    with transaction.atomic():
        ledger.settle(task.pk, 1)
    page = html(person(alice).get("/studio/"))

    assert "3 of 4 made · 1 credit returned" in page
    assert 'data-outcome="3 of 4 ready, 1 failed"' in page


def test_a_failed_run_says_why_in_the_announcement(alice, grs):
    finish(run(alice).tasks.get(), "failed", failure_code="policy_prompt")

    expected = 'data-outcome="1 image failed: vendor declined the prompt"'
    assert expected in html(person(alice).get("/studio/"))


def starred(who, made):
    picture = asset(made.author, made.tasks.get())
    assert person(who).post(f"/a/{picture.pk}/favourite/", headers=FRAGMENT).status_code == 200
    return picture


def test_only_favourites_shows_ones_own_stars_and_nothing_beside_them(alice, bob, grs):
    run(alice, "plain fox")
    mine = starred(alice, run(alice, "golden fox"))
    starred(bob, run(alice, "bobs fox"))
    other = asset(alice, mine.task, content=b"unstarred", position=1)
    page = person(alice).get("/studio/?favourites=1")
    team = said(person(bob).get("/studio/?feed=team&favourites=1"))

    assert "golden fox" in said(page)
    assert "plain fox" not in said(page)
    assert "bobs fox" not in said(page)
    assert str(mine.pk) in html(page)
    assert str(other.pk) not in html(page)
    assert "bobs fox" in team
    assert "golden fox" not in team


def test_without_favourites_the_way_back_is_shown(alice, grs):
    run(alice, "plain fox")

    page = person(alice).get("/studio/?favourites=1")

    assert "No favourites here yet. Press the star of a result" in said(page)
    assert "Show all" in said(page)


def test_what_is_older_among_favourites_are_favourites(alice, grs, monkeypatch):
    monkeypatch.setattr(feed_page, "RUNS", 1)
    for number in range(3):
        starred(alice, run(alice, f"fox number {number}"))
        run(alice, f"owl number {number}")
    browser = person(alice)
    page = browser.get("/studio/?favourites=1")

    assert "favourites=1" in older_link(page)
    page = browser.get(older_link(page), headers=FRAGMENT)
    assert "fox number 1" in said(page)
    assert "owl" not in said(page)


def test_a_star_is_shown_as_pressed_until_it_is_pressed_again(alice, grs):
    picture = starred(alice, run(alice))
    browser = person(alice)
    star = re.compile(r'aria-pressed="(\w+)" aria-label="Favourite"')

    assert star.search(html(browser.get("/studio/")))[1] == "true"
    browser.post(f"/a/{picture.pk}/favourite/", {"drop": "1"}, headers=FRAGMENT)
    assert star.search(html(browser.get("/studio/")))[1] == "false"


def test_the_feed_says_what_a_run_costs_not_what_came_back(alice, grs):
    task = run(alice).tasks.get()
    finish(task, "failed", failure_code="vendor_busy")
    with transaction.atomic():
        ledger.release(task.pk)
    assert "· 0 credits ·" in said(person(alice).get("/studio/?feed=mine"))
    answer = person(alice).post(f"/tasks/{task.pk}/retry/", headers=FRAGMENT)

    assert 'data-credits="2 credits"' in html(answer)
    assert "· 2 credits ·" in said(person(alice).get("/studio/?feed=mine"))


def settings(page):
    """The line under a run's prompt, up to its price."""
    hint = re.search(r'class="run-head">.*?<p class="hint">(.*?)</p>', html(page), re.DOTALL)
    return " ".join(re.sub("<[^>]+>", "", hint[1]).split()).split(" credits")[0]


def clip(author, **params):
    demo_offer("seedance-2")
    model = GenerationModel.objects.get(slug="seedance-2")
    return create_run(Order(author=author, model=model, prompt="waves", params=params))


def test_a_runs_line_names_size_and_shape_where_nobody_chose_them(alice, grs):
    run(alice)
    browser = person(alice)
    assert settings(browser.get("/studio/")) == "Nano Banana 2 · 1K · 2"

    clip(alice, duration="5")
    assert settings(browser.get("/studio/")) == "Seedance 2 · 480p · 16:9 · 5 s · 20"


def test_a_runs_line_says_sound_in_the_readers_words(alice, grs):
    clip(alice, audio="true", aspect_ratio="9:16", duration="5")
    browser = person(alice)

    assert settings(browser.get("/studio/")).startswith("Seedance 2 · 480p · 9:16 · Sound · 5 s")
    browser.cookies["django_language"] = "pl"
    assert "Dźwięk" in settings(browser.get("/studio/"))
    assert "true" not in settings(browser.get("/studio/"))
