import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

import providers
from studio.models import Asset, Membership, Run, Task, VendorKey
from tests.conftest import offer, vendor
from tests.web.pages import demo_offer, filled, html, person, said
from tests.web.support import asset, picture, run, upload

PAGE = "/studio/"


def named(name, content=None):
    file = io.BytesIO(content or picture())
    file.name = name
    return file


def test_the_start_leads_to_create(alice, grs):
    assert person(alice).get("/").url == PAGE


def test_a_stranger_signs_in_first(grs, client):
    answer = client.get(PAGE)

    assert answer.url == "/login/?next=/studio/"


def test_the_price_is_on_the_button_from_the_first_sight(alice, grs):
    page = person(alice).get(PAGE)

    assert "Generate 4 · 8 credits" in said(page)
    assert "92 credits left after this" in said(page)


def test_one_press_makes_a_run_and_keeps_the_form(alice, grs):
    answer = person(alice).post(PAGE, filled(**{"param-size": "4K"}), follow=True)

    made = Run.objects.get()
    assert (made.prompt.text, made.count, made.params) == ("a red fox", 2, {"size": "4K"})
    assert answer.status_code == 200
    assert "a red fox</textarea>" in html(answer)
    assert "Queued" in said(answer)


def test_two_presses_of_the_same_form_are_one_run(alice, grs):
    browser = person(alice)
    browser.post(PAGE, filled())
    browser.post(PAGE, filled())

    assert Run.objects.count() == 1


def test_the_same_form_with_another_wish_is_asked_about(alice, grs):
    browser = person(alice)
    browser.post(PAGE, filled())
    answer = browser.post(PAGE, filled(prompt="a blue fox"))

    assert answer.status_code == 422
    assert "sent before with other settings" in said(answer)
    assert 'value="form-1"' not in html(answer)


def test_a_script_gets_the_new_run_alone(alice, grs):
    answer = person(alice).post(PAGE, filled(), headers={"HX-Request": "true"})

    assert answer.status_code == 201
    assert html(answer).lstrip().startswith("<article")
    assert "HX-Request" in answer["Vary"]


def test_a_bad_value_is_named_under_its_field_and_nothing_is_lost(alice, grs):
    answer = person(alice).post(
        PAGE, filled(prompt="my long thought", count="2", **{"param-size": "9K"})
    )

    assert answer.status_code == 422
    assert 'id="id_param-size-error"' in html(answer)
    assert "Must be one of 1K, 2K, 4K" in said(answer)
    assert "my long thought</textarea>" in html(answer)
    assert not Run.objects.exists()


def test_no_prompt_is_said_kindly(alice, grs):
    answer = person(alice).post(PAGE, filled(prompt=" "))

    assert "Write a prompt first." in said(answer)


def test_an_unreadable_count_is_an_error_and_no_crash(alice, grs):
    answer = person(alice).post(PAGE, filled(count="many", project="no-such", visibility="all"))

    assert answer.status_code == 422


def test_too_few_credits_are_said_with_numbers(alice, grs):
    answer = person(alice).post(PAGE, filled(count="20", **{"param-size": "4K"}))

    assert answer.status_code == 422
    assert "This needs 120 credits, you have 100." in said(answer)
    assert "Not enough credits" in said(answer)


def test_a_price_that_rose_is_asked_about_before_it_is_charged(alice, grs):
    answer = person(alice).post(PAGE, filled(quoted="1"))

    assert answer.status_code == 422
    assert "Price changed from 1 to 4 credits." in said(answer)
    assert "Generate for 4" in said(answer)
    assert 'name="quoted" value="4"' in html(answer)


def test_a_value_every_vendor_takes_by_itself_is_not_sent(alice, grs):
    person(alice).post(PAGE, filled(**{"param-aspect_ratio": "auto", "param-size": "1K"}))

    assert Run.objects.get().params == {}


def test_another_model_keeps_what_was_typed(alice, grs):
    demo_offer("sora")
    mine = upload(alice)
    form = filled(switch="video", prompt="keep me", ref=str(mine.pk), **{"param-size": "4K"})

    answer = person(alice).post(PAGE, form)

    assert "keep me</textarea>" in html(answer)
    assert str(mine.pk) in html(answer)
    assert "Not used by Sora: Size 4K" in said(answer)
    assert "Generate · 20 credits" in said(answer)
    assert not Run.objects.exists()


def test_a_link_picks_the_model_and_brings_a_prompt(alice, grs):
    demo_offer("sora")

    answer = person(alice).get(PAGE, {"model": "sora", "prompt": "from a link"})

    assert '<option value="sora" selected' in " ".join(html(answer).split())
    assert "from a link</textarea>" in html(answer)


def test_files_in_the_form_become_references(alice, grs):
    file = named("fox.png")
    person(alice).post(PAGE, filled(files=file))

    assert Task.objects.first().references.get().asset.name == "fox.png"


def test_files_survive_an_error_elsewhere(alice, grs):
    file = named("fox.png")
    answer = person(alice).post(PAGE, filled(files=file, prompt=""))

    assert answer.status_code == 422
    assert f'name="ref" value="{Asset.objects.get().pk}"' in html(answer)


def test_a_file_of_no_use_is_named(alice, grs):
    file = named("brief.pdf", b"%PDF-1.4")
    answer = person(alice).post(PAGE, filled(files=file))

    assert "“brief.pdf” is not a picture" in said(answer)
    assert not Run.objects.exists()


def test_an_upload_is_answered_with_its_slot(alice, grs):
    file = named("fox.png")
    answer = person(alice).post("/studio/references/", filled(file=file))

    assert answer.status_code == 201
    assert str(Asset.objects.get().pk) in html(answer)


def test_what_others_keep_to_themselves_is_no_reference(alice, bob, grs):
    theirs = upload(bob)
    answer = person(alice).get(PAGE, {"ref": str(theirs.pk)})
    person(alice).post(PAGE, filled(ref=str(theirs.pk), role="image"))

    assert f'value="{theirs.pk}"' not in html(answer)
    assert not Task.objects.first().references.exists()


def test_a_result_is_used_again_with_all_its_settings(alice, bob, grs):
    made = run(bob, "a green fox", params={"size": "4K"}, count=3)
    found = asset(bob, made.tasks.first())

    page = person(alice).get(PAGE, {"from": str(found.pk)})

    assert "a green fox</textarea>" in html(page)
    assert "Generate 3 · 18 credits" in said(page)


def test_a_private_result_of_others_cannot_be_used_again(mallory, alice, private_project, grs):
    made = run(alice, "my secret", project=private_project)

    page = person(mallory).get(PAGE, {"again": str(made.pk)})

    assert "my secret" not in html(page)


def test_a_viewer_has_no_composer_and_cannot_post(viewer, grs):
    page = person(viewer).get(PAGE)
    answer = person(viewer).post(PAGE, filled())

    assert "data-composer" not in html(page)
    assert "You can look and download." in said(page)
    assert answer.status_code == 403
    assert not Run.objects.exists()


def test_without_a_model_the_page_says_so(alice, admin):
    assert "No models are switched on yet." in said(person(alice).get(PAGE))
    assert "Ask an admin: admin" in said(person(alice).get(PAGE))
    assert "Open Manage → Models" in said(person(admin).get(PAGE))


def test_while_a_model_does_not_answer_another_is_offered_with_its_price(alice, grs):
    offer(vendor("grsai", "http://127.0.0.1:9", slug="other"), "gpt-image-2")
    VendorKey.objects.filter(vendor=grs.vendor).update(
        paused_until=timezone.now() + timedelta(minutes=5)
    )
    draft = {"kind": "image", "model": "nano-banana-2", "count": "2", "prompt": "a fox"}
    browser = person(alice)
    browser.post("/studio/draft/", draft)
    page = said(browser.get(PAGE))

    price = int(re.search(r"Switch to Gpt Image 2 · (\d+) credits", page)[1])
    turned = browser.post("/studio/quote/", draft | {"model": "gpt-image-2"}).json()
    assert price == turned["credits"]
    assert "Nano Banana 2 is not answering." in page
    assert "Queue it anyway" in page


def test_the_dock_of_a_phone_says_that_a_model_does_not_answer(alice, grs):
    VendorKey.objects.update(paused_until=timezone.now() + timedelta(minutes=5))
    dock = html(person(alice).get(PAGE)).split("data-chips")[1]

    assert re.search(
        r"Nano Banana 2 <span[^>]*>Down</span>\s*</button>", dock.split("data-chip=")[0]
    )


def test_others_runs_are_in_the_team_feed_alone(alice, bob, grs):
    run(bob, "made by bob")

    assert "made by bob" not in said(person(alice).get(PAGE))
    assert "made by bob" in said(person(alice).get(PAGE, {"feed": "team"}))


def test_a_private_project_is_in_no_strangers_feed(alice, mallory, private_project, grs):
    run(alice, "my secret", project=private_project)

    assert "my secret" not in html(person(mallory).get(PAGE, {"feed": "team"}))


def test_markup_in_a_prompt_is_text(alice, grs):
    evil = '</textarea><script>alert(1)</script><img src=x onerror="alert(1)">'
    run(alice, evil)

    page = html(person(alice).get(PAGE, {"prompt": evil}))

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_no_page_needs_inline_style_or_script(alice, grs):
    page = html(person(alice).get(PAGE))

    assert " style=" not in page
    assert " onclick=" not in page
    assert "default-src 'self'" in person(alice).get(PAGE)["Content-Security-Policy"]


def test_looking_changes_nothing(alice, grs):
    browser = person(alice)
    for path in (PAGE, "/studio/?model=nope&ref=x&from=y&again=z", "/history/", "/usage/"):
        assert browser.get(path).status_code == 200

    assert not Run.objects.exists()
    assert browser.get("/studio/quote/").status_code == 405


def test_the_quote_follows_the_form_and_writes_nothing(alice, grs):
    quote = person(alice).post("/studio/quote/", filled(count="4", **{"param-size": "4K"})).json()

    assert quote["button"] == "Generate 4 · 24 credits"
    assert (quote["credits"], quote["available"], quote["short"]) == (24, 100, False)
    assert not Run.objects.exists()


def test_the_quote_says_what_stands_against_it(alice, grs):
    quote = person(alice).post("/studio/quote/", filled(**{"param-size": "9K"})).json()

    assert quote["credits"] is None
    assert "size" in quote["fields"]


def test_a_project_one_may_only_look_at_takes_no_run(bob, private_project, grs):
    Membership.objects.create(project=private_project, user=bob, role="viewer")
    answer = person(bob).post(PAGE, filled(project="secret"))

    assert answer.status_code == 422
    assert "You may not add to this project." in said(answer)


@pytest.mark.parametrize("protocol", ["seedhorse", "apixo", "aa", "grsai", "dyuapi", "demo"])
def test_every_model_of_every_protocol_has_a_form(alice, protocol):
    row = vendor(protocol, "http://127.0.0.1:9")
    slugs = {offer(row, found.key).model.slug for found in providers.specs(protocol)}

    for slug in slugs:
        page = person(alice).get(PAGE, {"model": slug})

        assert page.status_code == 200
        assert f'value="{slug}" selected' in " ".join(html(page).split())
