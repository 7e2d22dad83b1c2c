"""The main job through every protocol: a prompt goes in, an archived and settled asset comes out."""

import pytest
from django.db.models import Sum

from studio.credits.models import Account, Entry
from studio.lifecycle.create import Order, create_run
from studio.models import Asset, Attempt, GenerationModel, Task
from tests.conftest import offer, person, vendor
from tests.fakes.aa import FakeAA
from tests.fakes.apixo import FakeApixo
from tests.fakes.dyuapi import FakeDyu
from tests.fakes.grsai import FakeGrsAI
from tests.fakes.seedhorse import FakeSeedHorse

FAKES = {
    "seedhorse": FakeSeedHorse,
    "dyuapi": FakeDyu,
    "grsai": FakeGrsAI,
    "apixo": FakeApixo,
    "aa": FakeAA,
}
IMAGE = {
    "seedhorse": "nano-banana-2",
    "dyuapi": "nano_banana_2",
    "grsai": "nano-banana-2",
    "apixo": "nano-banana",
    "aa": "nanobanana",
}


@pytest.fixture(params=list(FAKES))
def fake(request):
    server = FAKES[request.param]()
    server.protocol = request.param
    server.key = "sk-test-canary-0123456789"
    yield server
    server.close()


def spec_key(protocol, wanted):
    import providers

    return next(s.key for s in providers.specs(protocol) if wanted in (s.key, s.upstream))


def order(author, model, prompt, **fields):
    return Order(
        author=author, model=GenerationModel.objects.get(slug=model), prompt=prompt, **fields
    )


def image_offer(fake):
    row = vendor(fake.protocol, fake.url)
    return offer(row, spec_key(fake.protocol, IMAGE[fake.protocol]))


def assert_ledger_adds_up():
    for account in Account.objects.all():
        sums = account.entries.aggregate(
            a=Sum("d_allowance"), g=Sum("d_granted"), r=Sum("d_reserved")
        )
        assert (account.granted, account.reserved) == (sums["g"] or 0, sums["r"] or 0)


def test_a_prompt_becomes_an_archived_and_settled_picture(fake, engine):
    alice = person("alice")
    made = image_offer(fake)

    run = create_run(order(alice, made.model.slug, "a red fox in snow"))
    engine.finish()

    task = run.tasks.get()
    asset = Asset.objects.get(task=task)
    assert (task.status, asset.kind, asset.mime) == ("succeeded", "image", "image/png")
    assert sum(fake.created.values()) == 1
    assert Entry.objects.get(reference=task.pk, kind="settle").charged == task.credits
    assert_ledger_adds_up()


def test_a_failure_gives_all_credits_back(fake, engine):
    alice = person("alice")
    made = image_offer(fake)

    run = create_run(order(alice, made.model.slug, "a red fox [fail]"))
    engine.finish()

    task = run.tasks.get()
    account = Account.objects.get(user=alice)
    assert (task.status, account.granted, account.reserved) == ("failed", 100, 0)
    assert_ledger_adds_up()


@pytest.mark.parametrize(
    "scenario", ["late_url", "unknown_word", "poll_500", "poll_429", "poll_html", "redirect"]
)
def test_passing_trouble_after_acceptance_costs_nothing_but_time(fake, engine, scenario):
    alice = person("alice")
    made = image_offer(fake)

    run = create_run(order(alice, made.model.slug, f"a red fox [{scenario}]"))
    engine.finish()

    assert run.tasks.get().status == Task.Status.SUCCEEDED
    assert sum(fake.created.values()) == 1


@pytest.mark.parametrize("scenario", ["busy_once", "rate_limited_once"])
def test_a_refusal_for_now_is_sent_again(fake, engine, scenario):
    alice = person("alice")
    made = image_offer(fake)

    run = create_run(order(alice, made.model.slug, f"a red fox [{scenario}]"))
    engine.finish()

    assert run.tasks.get().status == Task.Status.SUCCEEDED
    assert Attempt.objects.count() == 2
    assert sum(fake.created.values()) == 1


@pytest.mark.parametrize("scenario", ["500_after", "cut_after", "html"])
def test_a_lost_answer_is_never_paid_for_twice(fake, engine, scenario, settings):
    settings.UNKNOWN_MARGIN = 0
    alice = person("alice")
    made = image_offer(fake)
    made.vendor.settings |= {"unknown_deadline": 1.5}
    made.vendor.save()

    run = create_run(order(alice, made.model.slug, f"a red fox [{scenario}]"))
    engine.until(lambda: run.tasks.get().status == Task.Status.UNKNOWN or run.tasks.get().is_final)
    engine.finish()

    assert fake.created[f"a red fox [{scenario}]"] <= 1
    assert Account.objects.get(user=alice).reserved == 0
    assert_ledger_adds_up()


@pytest.mark.parametrize("scenario", ["auth", "balance", "invalid", "policy"])
def test_a_final_refusal_ends_the_task_with_a_reason_of_ours(fake, engine, scenario):
    codes = {
        "auth": ["vendor_account"],
        "balance": ["vendor_account"],
        "invalid": ["bad_setting", "bad_reference"],
        "policy": ["policy_prompt", "policy_reference"],
    }
    alice = person("alice")
    made = image_offer(fake)

    run = create_run(order(alice, made.model.slug, f"a red fox [{scenario}]"))
    engine.finish()

    task = run.tasks.get()
    assert task.status == "failed"
    assert task.failure_code in codes[scenario]
    assert Account.objects.get(user=alice).granted == 100
