"""One table: what the keys do, what the list says, what the scripts act on."""

import json
import re
from itertools import groupby
from pathlib import Path

import pytest

from studio import shortcuts
from tests.web.pages import html, person, said

SCRIPTS = Path(__file__).parents[2] / "static/js"
ACT = re.compile(r"""onKey\(["`]([\w.-]+)(\$)?""")  # `pick.${number}` stands for several


def table(response):
    found = re.search(r'<script id="keys"[^>]*>(.*?)</script>', html(response), re.DOTALL)
    return json.loads(found.group(1))


def test_every_shortcut_is_acted_on_by_a_script_or_leads_to_a_page():
    found = [act for file in SCRIPTS.glob("*.js") for act in ACT.findall(file.read_text())]
    known = {item.id for item in shortcuts.SHORTCUTS if not (item.page or item.own)}

    acted = {name for name, several in found if not several}
    for start in (name for name, several in found if several):
        acted |= {name for name in known if name.startswith(start)}
    assert known == acted


def test_no_two_shortcuts_of_one_place_share_their_keys():
    for where, items in groupby(shortcuts.SHORTCUTS, lambda item: item.where):
        keys = [key for item in items for key in item.keys]

        assert len(keys) == len(set(keys)), where


def test_the_shortcuts_of_one_place_stand_together():
    places = [where for where, _ in groupby(shortcuts.SHORTCUTS, lambda item: item.where)]

    assert places == list(dict.fromkeys(places))
    assert set(places) <= set(shortcuts.PLACES)


def test_the_page_carries_the_table_with_addresses(alice, grs):
    entries = {item["id"]: item for item in table(person(alice).get("/usage/"))["list"]}

    assert entries["undo"]["keys"] == ["u"]
    assert entries["go.history"]["href"] == "/history/"


@pytest.mark.parametrize(("who", "there"), [("alice", False), ("admin", True)])
def test_only_an_admin_is_led_to_manage(request, who, there):
    user = request.getfixturevalue(who)

    ids = {item["id"] for item in table(person(user).get("/usage/"))["list"]}

    assert ("go.manage" in ids) is there


def test_who_may_only_look_is_given_no_keys_to_make_something(viewer, grs):
    ids = {item["id"] for item in table(person(viewer).get("/usage/"))["list"]}
    listed = said(person(viewer).get("/help/", headers={"HX-Request": "true"}))

    assert {"favourite", "compare.add", "download", "go.create"} <= ids
    assert not {"new", "model", "use.settings", "use.reference"} & ids
    for words in ("Generate", "prompt", "Reuse", "reference", "model"):
        assert words not in listed


@pytest.mark.parametrize(
    ("keys", "act"),
    [("Shift+r", "use.again"), ("d", "download"), ("v", "use.video"), ("Delete", "trash")],
)
def test_what_a_picture_offers_has_a_key(alice, grs, keys, act):
    entries = {item["id"]: item for item in table(person(alice).get("/usage/"))["list"]}

    assert keys in entries[act]["keys"]


def test_single_keys_are_off_where_they_were_switched_off(alice):
    alice.preferences = {"single_keys": False}
    alice.save()

    assert table(person(alice).get("/usage/"))["single"] is False


@pytest.mark.parametrize(
    ("keys", "printed"),
    [
        ("Mod+k", ["Ctrl", "K"]),
        ("g c", ["G", "C"]),
        ("Alt+ArrowUp", ["Alt", "↑"]),
        ("?", ["?"]),
        ("Escape", ["Esc"]),
        ("Delete", ["Del"]),
    ],
)
def test_keys_are_said_as_they_are_printed(keys, printed):
    assert shortcuts.said(keys) == printed
