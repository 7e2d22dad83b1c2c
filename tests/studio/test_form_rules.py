"""What a form's document says of price and choice is what the order's plan says."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.params import InvalidParams
from studio import catalog, form_document, rules
from studio.form_state import evaluate
from studio.lifecycle.create import Order, plan
from tests import form_cases
from tests.conftest import offer, vendor

CHANCES = st.integers(min_value=0, max_value=2**32)
DOCUMENTS = form_cases.documents()


@pytest.fixture
def every_model(db):
    """All that the protocols declare, on at once; what routing chooses by health is left out."""
    import providers

    made = [
        offer(row, spec.key)
        for row in (vendor(slug, "http://127.0.0.1:9") for slug in form_cases.PROTOCOLS)
        for spec in providers.specs(row.protocol)
    ]
    return sorted({row.model for row in made}, key=lambda model: model.slug)


@pytest.mark.django_db
def test_the_document_prices_what_the_plan_prices(every_model, alice):
    chance, priced, refused = random.Random(11), 0, 0
    for model in every_model:
        offers = catalog.offers_on(model)
        document = form_document.build(model, offers)
        for _ in range(8):
            case = form_cases.case(document, chance)
            state = evaluate(document, case["values"], count=case["count"], length=20)
            order = Order(alice, model, "a red fox in the snow", state["given"])
            try:
                made = plan(order)
            except InvalidParams:
                assert state["credits"] is None, (model.slug, state["given"])
                refused += 1
            else:
                each = made.candidate.price(1) * case["count"]
                assert state["credits"] == each, (model.slug, state["given"])
                priced += 1

    assert priced > 30
    assert refused > 30


@given(CHANCES)
def test_what_is_not_blocked_can_be_chosen(seed):
    chance = random.Random(seed)
    document = chance.choice(DOCUMENTS)
    case = form_cases.case(document, chance)
    state = evaluate(document, case["values"], case["references"])

    for param in document["params"]:
        others = {k: v for k, v in state["given"].items() if k != param["key"]}
        if rules.best(document["offers"], others, case["references"]) is None:
            continue
        if param["key"] in state["hidden"]:
            continue
        blocked = state["blocked"].get(param["key"], {})
        for option in param.get("options", []):
            wish = case["values"] | {param["key"]: option["v"]}
            chosen = evaluate(document, wish, case["references"])
            assert (chosen["credits"] is None) == (option["v"] in blocked)


@given(CHANCES)
def test_what_is_hidden_is_not_sent(seed):
    chance = random.Random(seed)
    document = chance.choice(DOCUMENTS)
    case = form_cases.case(document, chance)
    state = evaluate(document, case["values"], case["references"])

    assert not set(state["hidden"]) & set(state["given"])


def test_a_rule_of_a_vendor_is_said_in_plain_words():
    [document] = [item for item in DOCUMENTS if item["slug"] == "gpt-image-2" and _is_grsai(item)]

    state = evaluate(document, {"size": "1024x1024", "vendor": "grsai"})

    assert state["blocked"]["aspect_ratio"]["16:9"] == {
        "why": "Choose a size or an aspect ratio, not both."
    }


def test_a_size_tells_its_pixels_where_the_vendor_does():
    [document] = [item for item in DOCUMENTS if item["slug"] == "gpt-image-2" and _is_grsai(item)]

    state = evaluate(document, {"size": "2K", "aspect_ratio": "16:9", "vendor": "grsai"})

    assert state["pixels"] == "2048x1152"


def _is_grsai(document):
    return any(item["vendor"] == "grsai" for item in document["offers"])
