"""Forms at random: documents of real specs, and values that people might choose."""

import random

import providers
from studio import form_document
from studio.models import GenerationModel, Offer, Vendor

PROTOCOLS = ("seedhorse", "apixo", "aa", "grsai", "dyuapi")
KINDS = {"image": "image/png", "video": "video/mp4", "audio": "audio/mpeg"}


def rows(protocols=PROTOCOLS):
    """Every model with all the offers that those protocols could make of it; nothing is saved."""
    found = {}
    for slug in protocols:
        vendor = Vendor(slug=slug, name=slug.title(), protocol=slug)
        for spec in providers.specs(slug):
            found.setdefault(spec.model, []).append(_offer(vendor, spec))
    return [(offers[0].model, sorted(offers, key=_priority)) for offers in found.values()]


def _priority(offer):
    return offer.priority


def _offer(vendor, spec):
    price = {
        "unit": spec.price.unit,
        "credits": spec.price.credits,
        "surcharge": {name: dict(more) for name, more in spec.price.surcharge.items()},
    }
    model = GenerationModel(slug=spec.model, name=spec.model, kind=spec.kind)
    return Offer(model=model, vendor=vendor, spec_key=spec.key, price=price, priority=spec.priority)


def documents():
    every = [*rows(), *rows(("demo",))]
    return [form_document.build(model, offers) for model, offers in every]


def case(document, chance):
    """Values, references, count and prompt of one form; not all of it is allowed."""
    references = [
        _reference(document, chance) for _ in range(chance.choice([0, 0, 0, 1, 2, 6, 12]))
    ]
    return {
        "values": {param["key"]: _value(param, chance) for param in document["params"]},
        "references": [item for item in references if item],
        "count": chance.choice([1, 2, 4, 8]),
        "length": chance.choice([1, 20, 3000, 9000]),
    }


def _value(param, chance):
    if param.get("options") and chance.random() < 0.9:
        return chance.choice(param["options"])["v"]
    odd = ["", param["default"], "9K", "2048x1152", "100x100", "7", "7.0", "0.5", "-1", "true"]
    low, high = param.get("min"), param.get("max")
    bounds = [] if low is None else [str(low), str(high), str(int(high) + 1)]
    return chance.choice([*odd, *bounds])


def _reference(document, chance):
    roles = [role for offer in document["offers"] for role in offer["roles"]]
    if not roles:
        return None
    role = chance.choice(roles)
    plain = {"role": role["role"]}
    known = {"kind": role["kind"], "mime": KINDS[role["kind"]]}
    known["bytes"] = chance.choice([1000, 50_000_000])
    return chance.choice([plain, plain | known])


def table(size=400, seed=7):
    """The same cases every time: (document, case)."""
    chance, every = random.Random(seed), documents()
    return [
        (document, case(document, chance))
        for document in (chance.choice(every) for _ in range(size))
    ]
