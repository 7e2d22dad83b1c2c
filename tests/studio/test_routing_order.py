"""Who is asked: what works, then the admin's priority, the price, the room, and age."""

import uuid
from datetime import datetime, timedelta
from itertools import pairwise
from itertools import product as every

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from providers.catalog import ModelSpec
from providers.params import InvalidParams
from studio import catalog, routing, vitals
from studio.lifecycle.create import Order, PriceRose, create_run, plan
from studio.models import Attempt, GenerationModel, Offer, Task, Vendor, VendorKey
from studio.vitals import Standing, Vitals
from tests.studio import scene

SPEC = ModelSpec(key="m", model="m", upstream="m", kind="image")
EPOCH = datetime(2026, 1, 1, tzinfo=timezone.get_fixed_timezone(0))


# The order itself: every pair of neighbours, whatever the facts


@st.composite
def markets(draw):
    """Offers of vendors in any state, and what is known of them."""
    found, room, failing = [], {}, set()
    for number in range(draw(st.integers(2, 6))):
        pause = draw(st.sampled_from([None, -60, 60]))
        until = timezone.now() + timedelta(seconds=pause) if pause else None
        vendor = Vendor(slug=f"v{number}", protocol="grsai", paused_until=until)
        offer = Offer(
            vendor=vendor,
            priority=draw(st.integers(0, 2)),
            price={"unit": "image", "credits": draw(st.integers(0, 3))},
            created_at=EPOCH + timedelta(days=draw(st.integers(0, 1))),
        )
        if draw(st.booleans()):
            room[vendor.pk] = draw(st.integers(0, 2))
        if draw(st.booleans()):
            failing.add(offer.pk)
        found.append(routing.Candidate(offer, SPEC, {}))
    return found, Vitals(room, frozenset(failing))


@given(markets())
def test_whatever_the_market_each_step_decides_only_where_those_before_it_are_equal(market):
    found, now = market

    ordered = routing.in_order(found, now)

    assert {item.offer.pk for item in ordered} == {item.offer.pk for item in found}
    for before, after in pairwise(ordered):
        for better in (
            lambda item: now.standing(item.offer),
            lambda item: item.offer.priority,
            lambda item: item.price(1),
            lambda item: -now.room_at(item.offer),
            lambda item: item.offer.created_at,
        ):
            assert better(before) <= better(after)
            if better(before) < better(after):
                break


@given(markets(), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_the_rows(market, random):
    found, now = market
    mixed = random.sample(found, len(found))

    assert routing.in_order(mixed, now) == routing.in_order(found, now)


@given(markets(), st.integers(1, 20))
def test_the_cheaper_of_two_alike_is_the_cheaper_for_any_number(market, outputs):
    found, now = market
    best = routing.in_order(found, now)[0]
    alike = [
        item
        for item in found
        if now.standing(item.offer) == now.standing(best.offer)
        and item.offer.priority == best.offer.priority
    ]

    assert best.price(outputs) == min(item.price(outputs) for item in alike)


# The same through the database, one rule at a time


def price(credits):
    return {"unit": "image", "credits": credits, "surcharge": {}}


@pytest.fixture
def one(db):
    return scene.an_offer("grsai", price=price(5), priority=1)


@pytest.fixture
def two(db):
    return scene.an_offer("dyuapi", price=price(5), priority=1)


def set_of(row, **fields):
    type(row).objects.filter(pk=row.pk).update(**fields)


def chosen(model, **params):
    return routing.candidates(routing.Wanted(model, "a fox", params))[0].offer


def answers(member, offer, *kinds, ago=0):
    """Attempts that the offer's vendor answered: an empty kind is a success."""
    for kind in kinds:
        run = create_run(Order(member, offer.model, f"{uuid.uuid4()}", vendor=offer.vendor.slug))
        task = run.tasks.get()
        Task.objects.filter(pk=task.pk).update(
            status="failed", next_action_at=None, finished_at=timezone.now()
        )
        Attempt.objects.create(
            task=task,
            number=1,
            vendor=offer.vendor,
            offer=offer,
            key=offer.vendor.keys.get(),
            state="rejected" if kind else "accepted",
            error_kind=kind,
            idempotency_key=uuid.uuid4(),
            started_at=timezone.now() - timedelta(minutes=ago),
        )


def test_the_admins_priority_beats_the_price(one, two):
    set_of(two, priority=2, price=price(1))

    assert chosen(one.model) == one


def test_of_equal_priority_the_cheaper_is_asked(one, two):
    set_of(two, price=price(4))

    assert chosen(one.model) == two


def test_the_price_that_counts_is_that_of_this_request(one):
    flat = scene.an_offer("seedhorse", price=price(6), priority=1)
    set_of(one, price=price(5) | {"surcharge": {"size": {"4K": 4}}})

    assert (chosen(one.model, size="1K"), chosen(one.model, size="4K")) == (one, flat)


def test_a_full_vendor_yields_to_an_equal_one(member, one, two):
    VendorKey.objects.update(max_in_flight=2)

    first = scene.task(member, one)
    scene.sent(first)
    second = scene.task(member, one)

    assert (first.offer, second.offer) == (one, two)


def test_a_vendor_that_may_not_send_in_this_minute_yields_too(member, one, two):
    VendorKey.objects.filter(vendor=one.vendor).update(max_per_minute=1)
    VendorKey.objects.filter(vendor=two.vendor).update(max_in_flight=1)
    answers(member, one, "")

    assert chosen(one.model) == two


def test_a_vendor_that_rests_is_asked_last_however_preferred(one, two):
    set_of(two, priority=9, price=price(9))
    set_of(one.vendor, paused_until=timezone.now() + timedelta(minutes=1))

    assert chosen(one.model) == two


def test_a_vendor_whose_rest_is_over_is_asked_again(one, two):
    set_of(two, priority=9)
    set_of(one.vendor, paused_until=timezone.now() - timedelta(seconds=1))

    assert chosen(one.model) == one


def test_a_vendor_whose_keys_all_rest_is_asked_last(one, two):
    set_of(two, priority=9)
    one.vendor.keys.update(paused_until=timezone.now() + timedelta(minutes=1))

    assert chosen(one.model) == two


@pytest.mark.parametrize("kind", vitals.FAULTS)
def test_an_offer_that_fails_half_of_the_time_yields(member, one, two, kind):
    set_of(two, priority=9)

    answers(member, one, kind, "", "")
    before = chosen(one.model)
    answers(member, one, kind)

    assert (before, chosen(one.model)) == (one, two)


def test_an_offer_that_often_fails_is_still_asked_before_one_that_rests(member, one, two):
    answers(member, two, *["protocol"] * 4)
    set_of(two, priority=9)
    set_of(one.vendor, paused_until=timezone.now() + timedelta(minutes=1))

    assert chosen(one.model) == two


def test_failures_are_forgotten_after_ten_minutes(member, one, two):
    set_of(two, priority=9)

    answers(member, one, *["protocol"] * 4, ago=11)

    assert chosen(one.model) == one


@pytest.mark.parametrize("kind", ["content_policy", "invalid_params", "busy", "rate_limited"])
def test_what_is_not_the_vendors_fault_moves_nothing(member, one, two, kind):
    set_of(two, priority=9)

    answers(member, one, *[kind] * 6)

    assert chosen(one.model) == one


def test_one_offer_that_fails_says_nothing_of_the_vendors_others(member, one, two):
    pro = scene.offer(one.vendor, "nano-banana-pro", priority=1)
    other = scene.offer(two.vendor, "nano-banana-pro", priority=9)
    answers(member, one, *["model_offline"] * 4)

    assert vitals.read().standing(one) == Standing.FAILING
    assert chosen(pro.model) == pro
    assert other.model == pro.model


# Never one that refuses


def test_nobody_is_asked_who_refuses_the_request(db):
    """Every combination of a few settings against every offer of one model."""
    for protocol in ("grsai", "dyuapi", "seedhorse", "apixo"):
        scene.an_offer(protocol)
    model = GenerationModel.objects.get(slug="nano-banana-2")
    offers = catalog.offers_on(model)
    for size, ratio, prompt in every(
        ("", "1K", "4K", "512", "8K"), ("", "1:1", "21:9", "1:4", "7:5"), ("a fox", "x" * 6000)
    ):
        params = {"size": size, "aspect_ratio": ratio}
        wanted = routing.Wanted(model, prompt, params)

        assert found_by(wanted) == {offer.pk for offer in offers if accepts(offer, wanted)}


def found_by(wanted):
    try:
        return {item.offer.pk for item in routing.candidates(wanted)}
    except InvalidParams:
        return set()


def accepts(offer, wanted):
    try:
        return bool(routing.accept(offer, wanted))
    except InvalidParams:
        return False


# What the member is told is what is charged


def test_the_run_goes_where_the_quote_went_at_its_price(member, one, two):
    set_of(two, price=price(3))
    order = Order(member, one.model, "a fox")

    quoted = plan(order)
    task = create_run(order).tasks.get()

    assert (task.offer, task.credits) == (quoted.candidate.offer, quoted.credits) == (two, 3)


def test_a_dearer_choice_between_quote_and_press_asks_first(member, one, two):
    set_of(two, price=price(3))
    quoted = plan(Order(member, one.model, "a fox")).credits
    set_of(two.vendor, paused_until=timezone.now() + timedelta(minutes=1))

    with pytest.raises(PriceRose) as rose:
        create_run(Order(member, one.model, "a fox", quoted=quoted))

    assert (rose.value.quoted, rose.value.credits) == (3, 5)
    assert not Task.objects.exists()


def test_a_cheaper_choice_between_quote_and_press_charges_less(member, one, two):
    quoted = plan(Order(member, one.model, "a fox")).credits
    set_of(two, price=price(3))

    assert create_run(Order(member, one.model, "a fox", quoted=quoted)).tasks.get().credits == 3


# What it costs to know


def test_the_vendors_health_is_read_once_for_everybody(member, one, two, settings):
    settings.VITALS_TTL = 60
    vitals.read()

    with CaptureQueriesContext(connection) as queries:
        create_run(Order(member, one.model, "a fox"))

    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 12


def test_with_nothing_to_choose_from_nobodys_health_is_read(member, one):
    with CaptureQueriesContext(connection) as queries:
        chosen(one.model)

    assert len(queries) == 1


def test_reading_it_takes_three_queries_however_many_vendors_there_are(member, one, two):
    answers(member, one, "", "")

    with CaptureQueriesContext(connection) as queries:
        vitals.read()

    assert len(queries) == 3
