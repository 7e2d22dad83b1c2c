import pytest

from tests.conftest import offer, vendor
from tests.emptying import quick_emptying  # noqa: F401
from tests.web.support import Caller


@pytest.fixture
def grs(db):
    """A vendor that makes pictures at two credits, or more for more pixels."""
    row = vendor("grsai", "http://127.0.0.1:9")
    price = {"unit": "image", "credits": 2, "surcharge": {"size": {"4K": 4}}}
    return offer(row, "nano-banana-2", price=price)


@pytest.fixture
def as_alice(alice, grs):
    return Caller(alice)


@pytest.fixture
def as_bob(bob, grs):
    return Caller(bob)


@pytest.fixture
def as_mallory(mallory, grs):
    return Caller(mallory)


@pytest.fixture
def as_viewer(viewer, grs):
    return Caller(viewer)


@pytest.fixture
def as_admin(admin, grs):
    return Caller(admin)
