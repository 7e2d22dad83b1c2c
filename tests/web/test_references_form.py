"""References in the form: roles, frames, limits, mentions, and the ways in."""

from studio.models import Asset, Run, Task
from tests.conftest import offer, vendor
from tests.web.pages import demo_offer, filled, html, person, said
from tests.web.support import asset, picture, run, upload

PAGE = "/studio/"
SHELF = "/studio/references/"
SCRIPT = {"HX-Request": "true"}
FIVE = "nano-banana"  # takes five references


def frames():
    """A film from a first and a last frame."""
    return offer(vendor("apixo", "http://127.0.0.1:9"), "veo-3-1")


def many(user, count):
    return [upload(user, content=bytes([number])) for number in range(count)]


def held(assets, role="image"):
    return {"ref": [str(item.pk) for item in assets], "role": [role] * len(assets)}


def test_the_counter_says_how_many_of_how_many(alice, grs):
    page = person(alice).post(PAGE, filled(switch="model", **held(many(alice, 2))))

    assert "2 of 14" in said(page)


def test_those_left_out_are_numbered_in_a_sentence(alice, grs):
    offer(vendor("grsai", "http://127.0.0.1:9", slug="other"), FIVE, model="five")
    form = filled(switch="model", model="five", **held(many(alice, 7)))

    page = person(alice).post(PAGE, form)

    assert "This model takes 5 references; you have 7." in said(page)
    assert "References 6 and 7 will not be used." in said(page)
    assert html(page).count('name="ref"') == 7


def test_what_is_left_out_is_not_sent(alice, grs):
    film = upload(alice, kind="video", mime="video/mp4")
    still = upload(alice, content=b"still")
    form = filled(ref=[str(film.pk), str(still.pk)], role=["video", "image"])

    person(alice).post(PAGE, form)

    assert [row.asset for row in Task.objects.first().references.all()] == [still]


def test_a_role_of_another_model_comes_back_with_that_model(alice, grs):
    frames()
    mine = upload(alice)
    first = {"ref": str(mine.pk), "role": "last_frame"}
    there = person(alice).post(PAGE, filled(switch="model", **first))

    back = person(alice).post(PAGE, filled(switch="model", model="veo-3-1", kind="video", **first))

    assert 'name="role" value="last_frame"' in html(there)
    assert 'data-role="last_frame"' in html(back)


def test_frames_have_places_of_their_own_and_come_first(alice, grs):
    frames()
    one, two = many(alice, 2)
    form = {"ref": [str(one.pk), str(two.pk)], "role": ["last_frame", "first_frame"]}

    page = html(
        person(alice).post(PAGE, filled(switch="model", model="veo-3-1", kind="video", **form))
    )

    assert page.index(str(two.pk)) < page.index(str(one.pk))
    assert "Swap first and last frame" in page


def test_files_go_to_the_first_free_frame(alice, grs):
    frames()
    one, two = many(alice, 2)
    form = {"ref": [str(one.pk), str(two.pk)], "role": ["", ""]}

    page = html(
        person(alice).post(PAGE, filled(switch="model", model="veo-3-1", kind="video", **form))
    )

    assert page.index('data-role="first_frame"') < page.index('data-role="last_frame"')


def test_a_reference_is_removed_without_scripts(alice, grs):
    mine = upload(alice)
    form = filled(ref=str(mine.pk), role="image", drop=str(mine.pk), switch="model")

    assert str(mine.pk) not in html(person(alice).post(PAGE, form))


def test_a_result_is_added_by_its_id(alice, bob, grs):
    made = asset(bob, run(bob).tasks.first())

    answer = person(alice).post(SHELF, filled(asset=str(made.pk)), headers=SCRIPT)

    assert answer.status_code == 201
    assert f'data-slot="{made.pk}"' in html(answer)


def test_what_is_not_ones_own_is_not_added(alice, bob, grs):
    secret = upload(bob)

    answer = person(alice).post(SHELF, filled(asset=str(secret.pk)), headers=SCRIPT)

    assert answer.status_code == 422
    assert "not there any more" in answer.json()["message"]


def test_new_slots_count_on_from_those_that_are_there(alice, grs):
    first, second = many(alice, 2)
    form = filled(asset=str(second.pk), ref=str(first.pk), role="image")

    answer = html(person(alice).post(SHELF, form, headers=SCRIPT))

    assert 'data-testid="slot-2"' in answer
    assert str(first.pk) not in answer


def test_a_file_for_the_last_frame_goes_there(alice, grs):
    import io

    frames()
    file = io.BytesIO(picture())
    file.name = "end.png"
    form = filled(model="veo-3-1", kind="video", file=file, wish="last_frame")

    answer = person(alice).post(SHELF, form, headers=SCRIPT)

    assert 'data-role="last_frame"' in html(answer)
    assert Asset.objects.get().name == "end.png"


def test_the_shelf_shows_ones_own_uploads_and_what_one_may_see(alice, bob, grs):
    mine, theirs = upload(alice, content=b"mine"), upload(bob, content=b"theirs")
    shared = asset(bob, run(bob).tasks.first(), content=b"shared")
    secret = asset(bob, run(bob).tasks.first(), content=b"secret", visibility="me")

    uploads = html(person(alice).get(SHELF, {"tab": "upload"}))
    history = html(person(alice).get(SHELF, {"tab": "history"}))

    assert str(mine.pk) in uploads
    assert str(theirs.pk) not in uploads
    assert str(shared.pk) in history
    assert str(secret.pk) not in history


def test_the_shelf_of_a_project_is_for_its_members(alice, mallory, private_project, grs):
    made = run(alice, project=private_project)
    kept = asset(alice, made.tasks.first(), project=private_project)
    query = {"tab": "project", "project": "secret"}

    assert str(kept.pk) in html(person(alice).get(SHELF, query))
    assert str(kept.pk) not in html(person(mallory).get(SHELF, query))


def test_the_shelf_is_paged_and_filtered(alice, grs):
    for number in range(30):
        upload(alice, content=bytes([number]), age=number)
    film = upload(alice, content=b"film", kind="video", mime="video/mp4")

    first = person(alice).get(SHELF, {"kind": "image"})
    page = first.context["page"]
    second = person(alice).get(SHELF, {"kind": "image", "after": page.next}, headers=SCRIPT)

    assert len(page.items) == 24
    assert len(second.context["page"].items) == 6
    assert str(film.pk) not in html(first)
    assert person(alice).get(SHELF, {"after": "nonsense"}).status_code == 200


def test_the_shelf_needs_no_query_per_picture(alice, grs, django_assert_max_num_queries):
    for number in range(20):
        upload(alice, content=bytes([number]))
    browser = person(alice)
    browser.get(SHELF)

    with django_assert_max_num_queries(12):
        browser.get(SHELF, headers=SCRIPT)


def test_a_mention_of_nothing_is_said(alice, grs):
    answer = person(alice).post(PAGE, filled(prompt="as in @5"))

    assert answer.status_code == 422
    assert "There is no reference 5." in said(answer)
    assert not Run.objects.exists()


def test_a_mention_of_what_is_left_out_is_said(alice, grs):
    film = upload(alice, kind="video", mime="video/mp4")
    form = filled(prompt="like @1", ref=str(film.pk), role="video")

    assert "This model does not use reference 1." in said(person(alice).post(PAGE, form))


def test_mentions_count_what_is_sent(alice, grs):
    film = upload(alice, kind="video", mime="video/mp4")
    still = upload(alice, content=b"still")
    form = filled(prompt="like @2", ref=[str(film.pk), str(still.pk)], role=["video", "image"])

    person(alice).post(PAGE, form)

    assert Run.objects.get().prompt.text == "like @1"


def test_limits_are_written_where_files_are_added(alice, grs):
    assert "PNG, JPEG, WebP, up to" in said(person(alice).get(PAGE))


def test_a_model_without_references_keeps_them(alice, grs):
    from studio.slots import place

    mine = upload(alice)

    slots = place([(mine, "style")], [], 0)

    assert [(slot.used, slot.name) for slot in slots] == [(False, "style")]


def test_links_bring_a_reference_with_a_role(alice, grs):
    frames()
    mine = upload(alice)

    page = person(alice).get(PAGE, {"model": "veo-3-1", "ref": f"{mine.pk}:last_frame"})

    assert 'data-role="last_frame"' in html(page)


def test_starters_fill_the_form_and_send_nothing(alice, grs):
    demo_offer("sora")
    page = person(alice).get(PAGE)
    filled_in = person(alice).post(PAGE, filled(switch="starter:dunes"))
    by_link = person(alice).get(PAGE, {"starter": "flight"})

    assert html(page).count("data-starter=") == 6
    assert "Desert dunes at golden hour" in html(filled_in)
    assert "A slow flight over misty hills" in html(by_link)
    assert "Sora" in said(by_link)
    assert not Run.objects.exists()


def test_a_model_that_needs_a_picture_says_so_in_a_sentence(alice, db):
    offer(vendor("seedhorse", "http://127.0.0.1:9"), "seedance-2", model="moving")
    form = filled(model="moving", kind="video")
    sentence = "Moving needs a picture as a reference. Add one or choose another model."

    answer = person(alice).post(PAGE, form)

    assert sentence in said(answer)
    assert "at least 1" not in said(answer)
    field = html(answer).split('data-testid="references"')[1].split(">")[0]
    assert 'aria-invalid="true"' in field
    assert person(alice).post("/studio/quote/", form).json()["note"] == sentence
