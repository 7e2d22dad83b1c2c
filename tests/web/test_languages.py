"""In which language a person reads, and that every page has it."""

from html.parser import HTMLParser

import pytest
from django.conf import settings as site
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio import preferences
from studio.models import Asset
from tests.web import pseudo
from tests.web.pages import filled, html
from tests.web.support import Caller, asset, browser, finish, run
from tests.web.test_routes import PAGES, world  # noqa: F401

DJANGOS = (  # in its own catalogues
    "Ensure this value is less than or equal to 20.",
    "Select a valid choice. That choice is not one of the available choices.",
    "The two password fields didn’t match.",
    "Your old password was entered incorrectly. Please enter it again.",
)
TAGS = {"en": "en", "zh-hans": "zh-Hans", "pl": "pl"}
FOR_MACHINES = {
    "min",
    "max",
    "step",
    "value",
    "points",
    "d",
    "x",
    "y",
    "width",
    "height",
    "cx",
    "cy",
}
# What is the same in every language: names, formats, keys, and what people wrote.
NAMES = (
    *("Atelier", "alice", "admin", "bob", "viewer", "mine", "a red fox", "photo.png", "test"),
    *("Nano Banana 2", "Nano-Banana-2", "Grsai", "nano-banana-2", "English", "Polski", "简体中文"),
    *("1K", "2K", "4K", "SHA-256", "image/png", "bytes", "UTC", "AD", "AL", "csv", "zip"),
    *"CDEFGHKMNOQRUV",
    *("JPEG", "PNG", "WebP", "HEIC", "the vendor's own words"),
)


def shown(world, viewer):  # noqa: F811
    """Every page that this person can open, by its route."""
    client = browser(viewer)
    for route in PAGES:
        method, path = route.split(" ", 1)
        response = client.get(world.path(path)) if method == "GET" else None
        is_page = response and "text/html" in response.headers.get("Content-Type", "")
        if is_page and response.status_code == 200:
            yield path, response


def read(user, code):
    preferences.keep(user, {"language": code})
    return browser(user)


def lang(response):
    return tag_of(html(response))


def tag_of(page):
    return page.split('lang="', 1)[1].split('"')[0]


@pytest.mark.parametrize(
    ("asked", "tag"),
    [
        ("", "en"),
        ("pl", "pl"),
        ("pl-PL,pl;q=0.9,en;q=0.5", "pl"),
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("de,fr;q=0.5", "en"),
    ],
)
def test_a_stranger_reads_what_the_browser_asks_for(db, asked, tag):
    answer = browser().get("/login/", headers={"Accept-Language": asked})

    assert lang(answer) == tag


def test_the_cookie_wins_over_the_browser_and_the_persons_choice_over_both(alice, grs):
    client = browser(alice)
    client.cookies[site.LANGUAGE_COOKIE_NAME] = "zh-hans"

    assert lang(client.get("/studio/", headers={"Accept-Language": "pl"})) == "zh-Hans"

    preferences.keep(alice, {"language": "pl"})
    assert lang(client.get("/studio/", headers={"Accept-Language": "en"})) == "pl"


def test_switching_keeps_the_page_the_choice_and_the_sign_in_page(alice, grs):
    client = browser(alice)

    answer = client.post("/language/", {"language": "pl", "next": "/history/?q=fox"})

    assert answer.headers["Location"] == "/history/?q=fox"
    alice.refresh_from_db()
    assert preferences.of(alice).language == "pl"
    client.logout()
    client.cookies[site.LANGUAGE_COOKIE_NAME] = "pl"
    assert lang(client.get("/login/")) == "pl"


def test_a_language_chosen_in_settings_is_that_of_the_sign_in_page_too(alice, grs):
    client = browser(alice)

    client.post("/settings/", {"control": "language", "language": "pl"})

    client.post("/logout/")
    assert lang(client.get("/login/")) == "pl"


def test_the_address_that_switches_leads_home_where_nothing_is_chosen(db):
    answer = browser().get("/language/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_the_browsers_language_can_be_chosen_again(alice, grs):
    client = read(alice, "pl")

    client.post("/language/", {"language": ""})

    assert lang(client.get("/studio/", headers={"Accept-Language": "zh"})) == "zh-Hans"


@pytest.mark.parametrize("code", TAGS)
def test_each_language_is_named_in_its_own_words(alice, grs, code):
    page = html(read(alice, code).get("/help/"))

    assert all(f">{name}</button>" in page for name in ("English", "简体中文", "Polski"))


def test_a_stranger_can_choose_before_signing_in(db):
    client = browser()

    answer = client.post("/language/", {"language": "zh-hans", "next": "/login/"})

    assert answer.cookies[site.LANGUAGE_COOKIE_NAME]["httponly"]
    assert lang(client.get("/login/")) == "zh-Hans"


@pytest.mark.parametrize("code", ["de", "../en", "<b>"])
def test_no_other_language_is_taken(alice, code):
    answer = browser(alice).post("/language/", {"language": code})

    assert answer.status_code == 400
    assert site.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_nobody_is_sent_elsewhere(alice):
    away = {"language": "pl", "next": "https://evil.example/"}

    assert browser(alice).post("/language/", away).headers["Location"] == "/"


def test_the_api_answers_in_the_language_the_script_asks_for(alice, grs):
    preferences.keep(alice, {"language": "pl"})
    script = Caller(alice)
    body = {"model": "nano-banana-2", "prompt": "", "count": 1}

    plain = script.post("/runs", body).json()
    script.headers |= {"Accept-Language": "pl"}
    polish = script.post("/runs", body).json()

    assert plain["fields"] == {"prompt": "write a prompt first"}
    assert polish["fields"] == {"prompt": "najpierw wpisz prompt"}
    assert plain["code"] == polish["code"]


def test_the_language_costs_no_query(alice, grs):
    client = browser(alice)
    client.get("/help/")
    with CaptureQueriesContext(connection) as before:
        client.get("/help/")

    preferences.keep(alice, {"language": "pl"})

    with CaptureQueriesContext(connection) as after:
        client.get("/help/")
    assert len(after) == len(before)


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_every_page_opens_in_every_language_with_the_same_numbers_for_machines(world, role):  # noqa: F811
    """A comma in `step` or in a drawing breaks it."""
    viewer = world.people[role]
    seen = {}
    for code, tag in TAGS.items():
        preferences.keep(viewer, {"language": code})
        pages = {path: html(found) for path, found in shown(world, viewer)}
        whole = {path: tag_of(page) for path, page in pages.items() if "<html" in page}

        assert len(whole) > 10
        assert whole == dict.fromkeys(whole, tag)
        seen[code] = {path: numbers(page) for path, page in pages.items()}

    assert seen["pl"] == seen["zh-hans"] == seen["en"]


class Numbers(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in FOR_MACHINES and any(map(str.isdigit, value or "")) and "-" not in value:
                self.found.append((tag, name, value))


def numbers(page):
    reader = Numbers()
    reader.feed(page)
    return [item for item in reader.found if len(item[2]) < 30]


@pytest.fixture
def marked(settings, tmp_path):
    """English in brackets: what stands outside was never given to translators."""
    pseudo.install(tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]


def test_no_page_says_what_is_not_translated(world, marked):  # noqa: F811
    owner = world.people["owner"]
    for at, code in enumerate(("policy_prompt", "vendor_busy", "save_failed", "unknown")):
        task = run(owner, "a red fox", count=2, visibility="me").tasks.first()
        finish(task, "failed", failure_code=code, failure_detail="the vendor's own words")
        asset(owner, task, age=at)

    left = {}
    for viewer in (owner, world.people["admin"]):
        for path, response in shown(world, viewer):
            for text in pseudo.forgotten(html(response), NAMES):
                left.setdefault(text, path)

    assert left == {}


ANSWERS = [
    ("post", "/studio/", filled(prompt="")),
    ("post", "/studio/", filled(prompt="", count="999")),
    ("post", "/studio/", filled(project="nowhere", **{"param-size": "9K"})),
    ("post", "/batches/table/", {"rows": "prompt,model\nzzz,zzz\n"}),
    ("post", "/settings/", {"ask_above": "many"}),
    ("post", "/password/", {"old_password": "no", "new_password1": "a", "new_password2": "b"}),
    ("get", "/history/?q=nothing&model=zzz", None),
    ("get", "/compare/?ids=zzz", None),
    ("get", "/nowhere/", None),
    ("get", "/studio/?model=nano-banana-2&prompt={a", None),
]


def test_no_answer_says_what_is_not_translated(world, marked):  # noqa: F811
    own = (*NAMES, *DJANGOS, "nothing", "9K", "{a", "nowhere", "zzz", "model", "prompt")
    client = browser(world.people["owner"])
    left = {}
    for method, path, form in ANSWERS:
        if found := pseudo.forgotten(html(getattr(client, method)(path, form)), own):
            left[method, path] = found

    assert left == {}


def test_a_stranger_reads_nothing_that_is_not_translated(db, marked):
    client = browser()
    wrong = {"username": "nobody", "password": "wrong"}

    for response in (client.get("/login/"), client.post("/login/", wrong)):
        assert pseudo.forgotten(html(response), (*NAMES, "nobody")) == []


def test_files_are_said_in_words(world, marked):  # noqa: F811
    """An asset's page: each fact has its label, whatever the file is."""
    found = Asset.objects.for_user(world.people["owner"]).exclude(run=None).first()

    page = browser(world.people["owner"]).get(f"/a/{found.pk}/")

    assert "⟦" in html(page)
