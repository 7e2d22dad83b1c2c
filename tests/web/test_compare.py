"""Two to four results side by side, with what differs first."""

import pytest

from studio import votes
from studio.lifecycle import batches
from studio.lifecycle.batches import Cell, Grid
from studio.lifecycle.create import Order
from studio.models import Task
from tests.web import support
from tests.web.pages import html, person, said


def asset(author, prompt="a red fox", content=b"one", **fields):
    shown = {name: fields.pop(name) for name in ("visibility", "kind", "mime") if name in fields}
    run = support.run(author, prompt, **fields)
    task = run.tasks.select_related("run__prompt", "run__model", "offer__vendor").first()
    support.finish(task)
    return support.asset(author, task, content=content, **shown)


@pytest.fixture
def pair(alice, grs):
    return [
        asset(alice, params={"size": "1K"}),
        asset(alice, "a green fox", b"two", params={"size": "2K"}),
    ]


def page(user, assets, **query):
    ids = ",".join(str(item.pk) for item in assets)
    return person(user).get("/compare/", {"ids": ids} | query)


def test_both_are_shown_with_what_differs_first(alice, pair):
    answer = page(alice, pair)

    text = html(answer)
    assert text.count("data-frame ") == 2
    table = text.split("compare-table")[1]
    labels = [part.split("<")[0].strip() for part in table.split('<th scope="row">')[1:]]
    assert set(labels[:2]) == {"Prompt", "Size"} and labels.index("Model") > 1


def test_only_the_differences_when_asked(alice, pair):
    text = said(page(alice, pair, only="differences"))

    assert "a green fox" in text and "Nano Banana 2 ·" not in text.split("Setting")[1]


@pytest.mark.parametrize(
    "mode,count,shown", [("slider", 2, "slider"), ("slider", 3, "grid"), ("x", 2, "side")]
)
def test_a_view_that_does_not_fit_gives_way(alice, pair, mode, count, shown):
    more = [*pair, asset(alice, "a blue fox", b"three")][:count]

    assert f'data-mode="{shown}"' in html(page(alice, more, mode=mode))


def test_four_at_most(alice, grs):
    many = [asset(alice, f"fox {n}", str(n).encode()) for n in range(5)]

    assert html(page(alice, many)).count("data-frame ") == 4


def test_fewer_than_two_say_how_to_get_more(alice, pair):
    assert "In any gallery press C on a picture." in said(page(alice, []))
    assert "In any gallery press C on a picture." in said(page(alice, pair[:1]))


def test_what_is_private_stays_so(alice, bob, pair):
    secret = asset(alice, "secret fox", b"three", visibility="me")

    answer = said(page(bob, [*pair, secret]))

    assert "secret fox" not in answer and "1 of them can't be shown" in answer


def test_nonsense_is_ignored(alice, pair):
    answer = person(alice).get("/compare/", {"ids": f"x,{pair[0].pk},,{pair[0].pk}"})

    assert answer.status_code == 200 and html(answer).count("data-frame ") == 1


def test_one_can_be_taken_away(alice, pair):
    text = html(page(alice, pair, mode="slider"))

    assert f"/compare/?ids={pair[1].pk}&amp;mode=slider" in text


def test_the_number_of_queries_does_not_grow(alice, pair, django_assert_max_num_queries):
    more = [*pair, asset(alice, "a", b"3"), asset(alice, "b", b"4")]
    client = person(alice)
    client.get("/compare/")

    with django_assert_max_num_queries(16):
        client.get("/compare/", {"ids": ",".join(str(item.pk) for item in more)})


def test_a_star_is_for_whoever_presses_it(alice, bob, pair):
    first = pair[0]
    assert person(alice).post(f"/a/{first.pk}/favourite/").status_code == 302
    pressed = 'name="drop" value="1" aria-pressed="true" aria-label="Favourite"'

    assert html(page(alice, pair)).count(pressed) == 1
    assert pressed not in html(page(bob, pair))
    person(alice).post(f"/a/{first.pk}/favourite/", {"drop": "1"})
    assert pressed not in html(page(alice, pair))


def test_the_background_is_in_the_address_and_kept_by_the_other_links(alice, pair):
    text = html(page(alice, pair, bg="grey", mode="flicker"))

    assert "mode-flicker n-2 r-133 bg-grey" in text
    assert "mode=slider&amp;bg=grey" in text and "mode=flicker&amp;bg=white" in text
    assert "mode=flicker&amp;bg=grey&amp;only=differences" in text
    assert "mode=side&amp;bg=white&amp;only=diff" in html(page(alice, pair, only="differences"))
    assert "bg-pink" not in html(page(alice, pair, bg="pink"))


def test_what_was_picked_is_seen(alice, grs):
    batch = batches.admit(
        Grid(
            alice,
            "comparison",
            [Cell(Order(author=alice, model=grs.model, prompt="a fox"), 0, n) for n in range(2)],
        )
    )
    tasks = Task.objects.filter(run__batch=batch).order_by("run__column")
    made = [
        support.asset(alice, task, content=str(task.pk).encode())
        for task in tasks.select_related("run__prompt", "run__model", "offer__vendor")
    ]
    votes.cast(batch, made[1].run, alice)
    text = html(page(alice, made))

    assert text.count(f'data-toggle="{batch.pk}-0"') == 2
    assert text.count('value="1" aria-pressed="true">Pick') == 1
