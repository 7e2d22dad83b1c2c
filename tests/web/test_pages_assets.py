from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from studio.credits import ledger
from studio.models import Asset, Attempt, TaskReference
from tests.conftest import vendor
from tests.web.pages import html, person, said
from tests.web.support import asset, finish, run, upload


def made(author, **fields):
    task = run(author, "a red fox", params={"size": "4K"}, **fields).tasks.get()
    found = asset(author, task, project=fields.get("project"), width=1600, height=900)
    finish(task)
    with transaction.atomic():
        ledger.settle(task.pk, task.credits)
    return found


def test_the_page_of_an_asset_tells_how_it_was_made(alice, bob, grs):
    found = made(bob)

    page = said(person(alice).get(f"/a/{found.pk}/"))

    for words in ("a red fox", "Size 4K", "Created by bob", "Vendor Grsai", "6 credits"):
        assert words in page
    assert found.sha256[:12] in page
    assert found.sha256 not in page
    assert "1600 × 900" in page


def test_a_strangers_asset_does_not_exist(alice, mallory, private_project, grs):
    found = made(alice, project=private_project)

    assert person(mallory).get(f"/a/{found.pk}/").status_code == 404
    assert person(mallory).post(f"/a/{found.pk}/trash/").status_code == 404
    assert person(alice).get(f"/a/{uuid4()}/").status_code == 404


def test_the_refusal_of_another_vendor_is_told(alice, grs):
    found = made(alice)
    other = vendor("seedhorse", "http://127.0.0.1:9", name="First")
    for number, (row, state) in enumerate([(other, "rejected"), (grs.vendor, "accepted")], 1):
        Attempt.objects.create(
            task=found.task,
            number=number,
            vendor=row,
            offer=grs,
            key=row.keys.get(),
            state=state,
            idempotency_key=uuid4(),
        )

    page = said(person(alice).get(f"/a/{found.pk}/"))

    assert "refused, nothing created. Made by Grsai. Paid once." in page


def test_references_link_to_what_the_viewer_may_open(alice, bob, grs):
    found = made(alice)
    mine = upload(alice)
    TaskReference.objects.create(task=found.task, asset=mine, role="image", position=0)

    assert f'href="/a/{mine.pk}/"' in html(person(alice).get(f"/a/{found.pk}/"))
    page = person(bob).get(f"/a/{found.pk}/")
    assert str(mine.pk) not in html(page)
    assert "Not shared with you" in said(page)


def test_an_asset_goes_to_the_trash_and_back(alice, bob, grs):
    found = made(alice)
    browser = person(alice)

    after = browser.post(f"/a/{found.pk}/trash/", follow=True)
    assert "Moved to trash." in said(after)
    assert "Undo" in said(after)
    assert person(bob).get(f"/a/{found.pk}/").status_code == 410
    assert str(found.pk) not in html(browser.get("/history/"))

    browser.post(f"/a/{found.pk}/trash/", {"undo": "1"})
    assert Asset.objects.get().trashed_at is None


def test_the_trash_answers_a_script_in_words(alice, grs):
    found = made(alice)
    browser = person(alice)
    address, asked = f"/a/{found.pk}/trash/", {"headers": {"HX-Request": "true"}}

    assert browser.post(address, **asked).json() == {"message": "Moved to trash"}
    found.refresh_from_db()
    assert found.trashed_at
    assert browser.post(address, {"undo": "1"}, **asked).json() == {"message": "Put back."}
    found.refresh_from_db()
    assert found.trashed_at is None


def test_a_colleague_cannot_throw_it_away(alice, bob, grs):
    found = made(alice)

    assert person(bob).post(f"/a/{found.pk}/trash/").status_code == 403
    assert "Move to trash" not in said(person(bob).get(f"/a/{found.pk}/"))


def test_looking_at_the_trash_address_throws_nothing_away(alice, grs):
    found = made(alice)

    assert person(alice).get(f"/a/{found.pk}/trash/").status_code == 405
    assert Asset.objects.get().trashed_at is None


def test_a_viewer_looks_and_downloads_but_makes_nothing(viewer, alice, grs):
    found = made(alice)

    page = person(viewer).get(f"/a/{found.pk}/")

    assert f"/a/{found.pk}/file?download=1" in html(page)
    assert "Use as reference" not in said(page)
    assert "Reuse settings" not in said(page)


def test_a_video_plays_with_its_poster(alice, grs):
    found = made(alice)
    small = {"key": "k", "width": 854, "height": 480, "bytes": 1, "mime": "image/webp"}
    Asset.objects.update(kind="video", mime="video/mp4", duration=8, derivatives={"poster": small})

    page = html(person(alice).get(f"/a/{found.pk}/"))

    assert "<video" in page
    assert f'poster="/a/{found.pk}/poster"' in page
    assert f'src="/a/{found.pk}/file"' in page


def test_an_upload_has_a_page_without_a_run(alice, grs):
    found = upload(alice)

    page = person(alice).get(f"/a/{found.pk}/")

    assert "Uploaded by alice" in said(page)
    assert "photo.png" in said(page)


def test_what_a_demo_made_says_so(alice, grs):
    found = made(alice)
    found.vendor.protocol = "demo"
    found.vendor.save()

    assert "Demo" in said(person(alice).get(f"/a/{found.pk}/"))
    assert "Demo" in said(person(alice).get("/history/"))


def test_its_age_is_an_absolute_time(alice, grs):
    found = made(alice)
    Asset.objects.update(created_at=timezone.now().replace(year=2024, month=5, day=14, hour=9))

    assert "14 May 2024" in said(person(alice).get(f"/a/{found.pk}/"))


def test_a_star_is_on_the_result_for_whoever_pressed_it(alice, bob, grs):
    found = asset(alice, run(alice).tasks.get())
    page = f"/a/{found.pk}/"
    person(bob).post(f"{page}favourite/")

    assert 'aria-pressed="true"' in html(person(bob).get(page))
    assert 'aria-pressed="true"' not in html(person(alice).get(page))
