"""What a request costs: additive, whole, and the same sum in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.catalog import ModelSpec
from providers.params import Choice, Duration, InvalidParams
from studio import quote

SPEC = ModelSpec(
    key="m",
    model="m",
    upstream="m",
    kind="video",
    params=(
        Choice(name="size", options=("1K", "2K", "4K"), default="2K"),
        Duration(name="duration", min=4, max=15, default=5),
    ),
)
PRICE = {"unit": "image", "credits": 2, "surcharge": {"size": {"2K": 1, "4K": 4}}}
prices = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(quote.UNITS),
        "credits": st.integers(0, 1000),
        "surcharge": st.fixed_dictionaries(
            {"size": st.dictionaries(st.sampled_from(["1K", "2K", "4K"]), st.integers(0, 99))}
        ),
    }
)
choices = st.fixed_dictionaries(
    {}, optional={"size": st.sampled_from(["1K", "2K", "4K"]), "duration": st.integers(4, 15)}
)


@pytest.mark.parametrize(
    "params,outputs,credits",
    [
        ({"size": "1K"}, 1, 2),
        ({"size": "2K"}, 1, 3),
        ({"size": "4K"}, 3, 18),
        ({}, 2, 6),  # what the vendor does by itself costs what it costs
    ],
)
def test_surcharges_are_added_to_each_result(params, outputs, credits):
    assert quote.price_of(PRICE, SPEC, params, outputs) == credits


@pytest.mark.parametrize("params,credits", [({"duration": 8}, 24), ({}, 15)])
def test_a_price_per_second_counts_the_seconds(params, credits):
    price = PRICE | {"unit": "second"}

    assert quote.price_of(price, SPEC, params, 1) == credits


@given(price=prices, params=choices, outputs=st.integers(1, 20))
def test_the_lines_add_up_to_the_price(price, params, outputs):
    total = quote.price_of(price, SPEC, params, outputs)

    assert sum(line.credits for line in quote.lines(price, SPEC, params, outputs)) == total


@given(price=prices, params=choices, count=st.integers(1, 20), most=st.integers(1, 8))
def test_a_run_costs_the_same_in_whatever_parts_it_is_made(price, params, count, most):
    parts = [most] * (count // most) + [count % most]

    whole = quote.price_of(price, SPEC, params, count)

    assert sum(quote.price_of(price, SPEC, params, part) for part in parts) == whole


@given(credits=st.integers(0, 10**9), outputs=st.integers(1, 20), made=st.integers(0, 40))
def test_nobody_pays_for_more_than_came_or_more_than_was_agreed(credits, outputs, made):
    share = quote.delivered(credits, outputs, made)

    assert 0 <= share <= credits
    assert share * outputs <= credits * min(made, outputs)
    assert (made < outputs) or share == credits


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {"unit": "pixel"},
        {"credits": -1},
        {"credits": 1.5},
        {"credits": True},
        {"surcharge": 7},
        {"surcharge": ["size"]},
        {"surcharge": {"size": 4}},
        {"surcharge": {"size": {"2K": -1}}},
        {"surcharge": {"size": {"2K": "1"}}},
    ],
)
def test_a_price_that_makes_no_sense_is_refused_with_a_reason(raw):
    with pytest.raises(InvalidParams):
        quote.check_price(raw)


def test_a_price_is_stored_whole():
    assert quote.check_price({"credits": 3}) == {"unit": "image", "credits": 3, "surcharge": {}}
