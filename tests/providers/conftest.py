"""Adapters are pure: their tests need no folders, no settings and no people."""

import pytest


@pytest.fixture(autouse=True)
def own_folders():
    """Nothing is stored here."""


@pytest.fixture(autouse=True)
def quick_passwords():
    """Nobody signs in here."""
