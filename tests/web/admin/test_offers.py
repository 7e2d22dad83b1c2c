"""Offers have a spec of their vendor and a whole price."""

import pytest

from studio.models import (
    AuditLog,
    GenerationModel,
    Offer,
)
from tests.web.admin.reading import errors, page_of

pytestmark = pytest.mark.django_db


def offer_form(vendor_row, model, **fields):
    plain = {
        "model": model.pk,
        "vendor": vendor_row.pk,
        "spec_key": "nano-banana-2",
        "upstream": "",
    }
    price = {"price": '{"credits": 3}', "limits": "", "enabled": "on", "priority": 100}
    return plain | price | {"vendor_cost": "", "vendor_currency": ""} | fields


@pytest.fixture
def banana(grs):
    return GenerationModel.objects.create(slug="nano-banana-2", name="Banana", kind="image")


def test_an_offer_takes_the_specs_own_id_and_a_whole_price(boss, grs, banana):
    boss.post(page_of(Offer, "add"), offer_form(grs, banana))

    made = Offer.objects.get()
    assert made.upstream == "nano-banana-2"
    assert made.price == {"unit": "image", "credits": 3, "surcharge": {}}
    assert AuditLog.objects.filter(action="offer.created").exists()


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"price": '{"credits": -1}'}, "price", "credits: must be a whole number of 0 or more"),
        ({"price": '{"surcharge": {"sise": {"4K": 1}}}'}, "price", "is no setting of grsai"),
        ({"limits": '{"size": ["8K"]}'}, "limits", "size: must be a list out of 1K, 2K, 4K"),
        ({"spec_key": "seedance-2"}, "spec_key", "grsai has nano-banana"),
    ],
)
def test_a_wrong_offer_names_the_field(boss, grs, banana, fields, field, words):
    page = boss.post(page_of(Offer, "add"), offer_form(grs, banana, **fields))

    assert words in " ".join(errors(page)[field])


def test_an_offer_makes_what_its_model_is(boss, grs):
    sora = GenerationModel.objects.create(slug="sora", name="Sora", kind="video")

    page = boss.post(page_of(Offer, "add"), offer_form(grs, sora))

    assert errors(page)["model"] == ["makes videos, but nano-banana-2 makes images"]
