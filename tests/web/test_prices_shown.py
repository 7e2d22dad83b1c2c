"""The price on the button, the quote and the ledger say the same number."""

import random
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import providers
from studio.choices import Choice
from studio.credits.models import Entry
from studio.form_state import evaluate
from studio.models import Run, Task
from tests import form_cases
from tests.conftest import offer, vendor
from tests.web.pages import filled, person, said

SEEDS = st.integers(min_value=0, max_value=2**32)
TRIES = 30
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def rich(alice):
    from django.db import transaction

    from studio.credits import ledger

    with transaction.atomic():
        ledger.grant(alice.credit_account, 1_000_000, None, "test")
    alice.preferences = {"ask_above": 1_000_000}
    alice.save()
    return alice


@pytest.fixture
def choices(rich):
    """Some models of several vendors each, all on."""
    rows = [vendor(slug, "http://127.0.0.1:9") for slug in ("grsai", "dyuapi", "apixo")]
    made = [offer(row, spec.key) for row in rows for spec in providers.specs(row.protocol)]
    models = {item.model.slug: item.model for item in made}
    return [Choice(m, [item for item in made if item.model == m]) for m in models.values()]


def wish(choices, seed):
    """A model, and settings of it that somebody makes; nothing where luck finds none."""
    chance = random.Random(seed)
    choice = chance.choice(choices)
    document = choice.document()
    for _ in range(TRIES):
        case = form_cases.case(document, chance)
        state = evaluate(document, case["values"], count=case["count"], length=9)
        if state["credits"] is not None:
            values = {f"param-{key}": value for key, value in case["values"].items()}
            return choice, values, case["count"], state["credits"]
    return None


@pytest.mark.timeout(300)
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(SEEDS)
def test_button_quote_and_ledger_agree(rich, choices, monkeypatch, seed):
    monkeypatch.setattr("studio.pace.check", lambda user: None)
    found = wish(choices, seed)
    if found is None:
        return
    choice, values, count, expected = found
    own = {"model": choice.model.slug, "kind": choice.model.kind, "count": str(count)}
    form = filled(**own, idempotency_key=f"k{seed}", **values)

    quote = person(rich).post("/studio/quote/", form).json()
    page = person(rich).post("/studio/", form | {"switch": "model"}, headers=SCRIPT)
    answer = person(rich).post("/studio/", form | {"quoted": quote["credits"]}, headers=SCRIPT)

    assert answer.status_code == 201, said(answer)
    tasks = Task.objects.filter(run=Run.objects.get(idempotency_key=f"k{seed}"))
    reserved = Entry.objects.filter(kind="reserve", reference__in=tasks.values("pk"))
    assert quote["credits"] == expected == sum(entry.d_reserved for entry in reserved)
    assert number(quote["button"]) == expected
    assert number(re.search(r"Generate[^·]*· [\d,]+ credits?", said(page))[0]) == expected
    assert sum(amount(line) for line in quote["lines"]) == expected
    Run.objects.filter(author=rich).update(idempotency_key=None)


def number(text):
    return int(text.split("·")[1].split()[0].replace(",", ""))


def amount(line):
    """Of a line of the sum; the vendor's line has none."""
    text = line["amount"].replace(",", "").lstrip("+")
    return int(text) if text.isdigit() else 0


def test_a_higher_price_asks_before_it_is_charged(rich, grs):
    browser, form = person(rich), filled(quoted="4")
    grs.price = grs.price | {"credits": 5}
    grs.save()

    asked = browser.post("/studio/", form, headers={"HX-Request": "true"})
    assert asked.json()["title"] == "Price changed from 4 to 10 credits."
    assert asked.json()["accept"] == "Generate for 10"
    assert not Run.objects.exists()

    made = browser.post("/studio/", form | {"quoted": "10"}, headers={"HX-Request": "true"})
    assert made.status_code == 201


@pytest.mark.parametrize("prompt", ["a fox", "a {red|blue} fox"], ids=["run", "batch"])
def test_a_higher_price_that_nobody_could_pay_is_not_asked_about(alice, grs, prompt):
    grs.price = grs.price | {"credits": 500}
    grs.save()

    form = filled(prompt=prompt, quoted="4")
    refused = person(alice).post("/studio/", form, headers=SCRIPT)
    assert refused.status_code == 422
    assert "you have 100" in said(refused)
    assert not Run.objects.exists()


def test_a_lower_price_just_charges_less(rich, grs):
    person(rich).post("/studio/", filled(quoted="400"))

    assert sum(Task.objects.values_list("credits", flat=True)) == 4


@pytest.mark.parametrize("scripted", [True, False])
def test_a_dear_run_asks_first(alice, grs, scripted):
    alice.preferences = {"ask_above": 10}
    alice.save()
    form = filled(count="6")
    headers = {"HX-Request": "true"} if scripted else {}

    asked = person(alice).post("/studio/", form, headers=headers)
    assert not Run.objects.exists()
    if scripted:
        assert asked.json()["title"] == "Spend 12 credits?"
        assert asked.json()["lines"][0] == {"label": "6 images × 2 credits", "amount": "12"}
    else:
        assert 'name="confirmed" value="12"' in asked.content.decode()

    person(alice).post("/studio/", form | {"confirmed": "12"}, headers=headers)
    assert Run.objects.count() == 1


def test_a_yes_to_less_is_no_yes_to_more(alice, grs):
    alice.preferences = {"ask_above": 10}
    alice.save()

    person(alice).post("/studio/", filled(count="8", confirmed="12"))

    assert not Run.objects.exists()


def test_a_run_within_the_limit_asks_nothing(alice, grs):
    person(alice).post("/studio/", filled(count="6"))

    assert Run.objects.count() == 1


def test_who_is_short_is_offered_cheaper_settings(bob, grs):
    form = filled(count="20", **{"param-size": "4K"})
    quote = person(bob).post("/studio/quote/", form).json()

    assert quote["short"]
    assert quote["note"] == "This needs 120 credits, you have 100."
    offered = {item["text"]: item for item in quote["shortage"]["savings"]}
    assert {"8 images saves 72", "1K saves 80"} <= {*offered}

    page = person(bob).post("/studio/", form | {"apply": "count=8"})
    assert "Generate 8 · 48 credits" in said(page)
    page = person(bob).post("/studio/", form | {"apply": "param-size=1K"})
    assert "Generate 20 · 40 credits" in said(page)
    assert not Run.objects.exists()


def test_a_used_up_month_says_when_credits_come_back(bob, grs):
    from studio.credits.models import Account, Quota

    Quota.objects.create(user=bob, allowance=1000)
    Account.objects.filter(user=bob).update(granted=0)
    person(bob).get("/studio/")
    from django.db import transaction
    from django.utils import timezone

    from studio.credits import ledger, quotas

    with transaction.atomic():
        quotas.refill_due(bob.credit_account, timezone.now())
        ledger.adjust(bob.credit_account, -1000, None, "spent")

    note = person(bob).post("/studio/quote/", filled()).json()["note"]

    assert re.fullmatch(r"You've used your 1,000 credits for \w+\. They come back on 1 \w+\.", note)


def test_only_admins_see_what_the_vendor_takes(alice, admin, grs):
    grs.vendor_cost, grs.vendor_currency = "0.0400", "USD"
    grs.save()

    def cost(who):
        return person(who).post("/studio/quote/", filled()).json()["cost_to_us"]

    assert cost(admin) == "The vendor takes 0.04 USD per result."
    assert cost(alice) == ""
