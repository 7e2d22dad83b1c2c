import pytest

from tests.emptying import quick_emptying  # noqa: F401
from tests.fakes.aa import FakeAA
from tests.fakes.apixo import FakeApixo
from tests.fakes.dyuapi import FakeDyu
from tests.fakes.grsai import FakeGrsAI
from tests.fakes.seedhorse import FakeSeedHorse
from tests.studio import scene

KEY = "sk-test-canary-0123456789"


@pytest.fixture
def loopback(settings):
    """Calls may go to fakes on this machine."""
    settings.EGRESS_ALLOW = ["127.0.0.1"]


def serving(kind):
    @pytest.fixture
    def fake(loopback):
        server = kind()
        server.key = KEY
        yield server
        server.close()

    return fake


grsai = serving(FakeGrsAI)
seedhorse = serving(FakeSeedHorse)
dyuapi = serving(FakeDyu)
apixo = serving(FakeApixo)
aa = serving(FakeAA)


@pytest.fixture
def member(db):
    return scene.person()
