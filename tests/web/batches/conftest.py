"""Models and vendors to compare."""

import pytest

from tests.conftest import offer, vendor
from tests.web.batches.making import make


@pytest.fixture
def horse(grs):
    """A second model, at two credits."""
    return offer(grs.vendor, "gpt-image-2", model="horse-1")


@pytest.fixture
def other(grs, db):
    """Another vendor of the first model."""
    row = vendor("grsai", "http://127.0.0.1:9", slug="second")
    price = {"unit": "image", "credits": 5, "surcharge": {}}
    return offer(row, "nano-banana-2", price=price, priority=200)


@pytest.fixture
def batch(alice, grs, horse):
    return make(alice, [grs, horse])


@pytest.fixture
def pro(grs):
    """A third model, at four credits and more for more pixels."""
    price = {"unit": "image", "credits": 4, "surcharge": {"size": {"4K": 6}}}
    return offer(grs.vendor, "nano-banana-pro", model="pro", price=price)
