import pytest

from providers.params import InvalidParams
from studio import preferences


def test_what_was_never_chosen_has_its_default(alice):
    assert preferences.of(alice) == preferences.Preferences()


def test_a_choice_is_kept_beside_the_others(alice):
    preferences.keep(alice, {"theme": "dark"})
    preferences.keep(alice, {"ask_above": 120})
    alice.refresh_from_db()

    kept = preferences.of(alice)
    assert (kept.theme, kept.ask_above, kept.enter) == ("dark", 120, "generate")


@pytest.mark.parametrize(
    "changes",
    [
        {"theme": "pink"},
        {"ask_above": -1},
        {"ask_above": True},
        {"single_keys": "yes"},
        {"colour": "red"},
    ],
)
def test_what_is_not_allowed_is_named_and_changes_nothing(alice, changes):
    with pytest.raises(InvalidParams) as caught:
        preferences.keep(alice, {"enter": "newline"} | changes)

    assert list(caught.value.problems) == list(changes)
    alice.refresh_from_db()
    assert alice.preferences == {}


def test_what_another_version_left_is_passed_over(alice):
    alice.preferences = {"theme": "pink", "colour": "red", "hover_video": False, "tiles": "l"}

    assert preferences.of(alice) == preferences.Preferences(tiles="l")
