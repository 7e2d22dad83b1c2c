"""Create and History on a slow device: soon there, still, and quick to answer."""

import pytest

from tests.browser import slowly

LOOKS = 2  # at each; the better one counts, for what else the machine does only adds to it

pytestmark = pytest.mark.timeout(180)  # looking is a part of the first test


@pytest.fixture(scope="module")
def seat(sit_long, stack):
    return sit_long(stack.people["admin"])


@pytest.fixture(scope="module", params=slowly.PAGES, ids=["create", "history"])
def looks(request, seat):
    return [slowly.look(seat, request.param) for _ in range(LOOKS)]


def best(looks, what):
    """Of the looks, in beats."""
    return min(look.beats()[what] for look in looks)


@pytest.mark.parametrize("what", slowly.MOST)
def test_it_is_soon_there_and_quick_to_answer(looks, what):
    assert best(looks, what) <= slowly.MOST[what]


def test_nothing_jumps(looks):
    for look in looks:
        assert look.shift <= slowly.SHIFT, look.moved
