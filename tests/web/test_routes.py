"""Who gets what where. An address that is not listed here fails the suite."""

import re
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver

from studio import hooks, presets, references
from studio.api import api
from studio.models import ApiToken, Batch, Preview
from tests.web import support
from tests.web.support import browser

ROLES = ("nobody", "viewer", "stranger", "owner", "admin")

# Status for each role. Whatever has an id belongs to the owner alone; 302 is the way to /login/.
OPEN = {
    "GET healthz": "200 200 200 200 200",
    "GET readyz": "200 200 200 200 200",
    "POST language/": "400 400 400 400 400",  # none is named
    "GET login/": "200 302 302 302 302",
    "POST logout/": "302 302 302 302 302",
    "GET r/{token}/": "200 200 200 200 200",
    "POST hooks/{attempt}/{token}/": "404 404 404 404 404",
}
PAGES = {
    "GET ": "302 302 302 302 302",
    "GET studio/": "302 200 200 200 200",
    "POST studio/": "302 403 422 422 422",
    "POST studio/quote/": "302 409 200 200 200",
    "GET studio/references/": "302 403 200 200 200",
    "POST studio/references/": "302 403 422 422 422",
    "GET studio/references/{asset}/cut/": "302 404 404 200 200",
    "POST studio/references/{asset}/cut/": "302 404 404 422 422",
    "POST studio/draft/": "302 403 422 422 422",
    "PUT studio/draft/": "302 403 422 422 422",
    "GET studio/presets/": "302 403 200 200 200",
    "POST studio/presets/": "302 403 422 422 422",
    "POST studio/presets/{preset}/default/": "302 404 404 302 403",
    "POST studio/presets/{preset}/deletion/": "302 404 404 302 302",
    "GET studio/prompts/": "302 403 200 200 200",
    "GET studio/library/": "302 403 200 200 200",
    "POST studio/library/": "302 403 422 422 422",
    "GET studio/feed/": "302 302 302 302 302",
    "GET runs/{run}/": "302 404 404 200 200",
    "POST runs/{run}/again/": "302 404 404 302 302",
    "POST runs/{run}/cancellation/": "302 404 404 302 302",
    "POST runs/{run}/trash/": "302 404 404 302 302",
    "GET runs/{run}/files.zip": "302 404 404 200 200",
    "GET tasks/tiles": "302 200 200 200 200",
    "GET tasks/{task}/tile": "302 404 404 200 200",
    "GET tasks/{task}/preview/": "302 404 404 200 200",
    "POST tasks/{task}/cancellation/": "302 404 404 302 302",
    "POST tasks/{task}/retry/": "302 404 404 302 302",
    "POST tasks/{task}/hurry/": "302 404 404 302 302",
    "POST tasks/{task}/saving/": "302 404 404 302 302",
    "POST tasks/{task}/dismissal/": "302 404 404 302 302",
    "GET queue/": "302 200 200 200 200",
    "GET queue/chip": "302 200 200 200 200",
    "GET queue/short": "302 200 200 200 200",
    "POST queue/cancellation/": "302 302 302 302 302",
    "GET notices/": "302 200 200 200 200",
    "POST notices/reading/": "302 302 302 302 302",
    "GET history/": "302 200 200 200 200",
    "GET a/{asset}/": "302 404 404 200 200",
    "POST a/{asset}/trash/": "302 404 404 302 302",
    "POST a/{asset}/favourite/": "302 404 404 302 302",
    "POST batches/": "302 403 422 422 422",
    "POST batches/quote/": "302 409 200 200 200",
    "POST batches/columns/": "302 403 200 200 200",
    "GET batches/table/": "302 403 200 200 200",
    "POST batches/table/": "302 403 422 422 422",
    "GET batches/table/template.csv": "302 200 200 200 200",
    "GET batches/{batch}/": "302 404 404 200 200",
    "POST batches/{batch}/steering/": "302 404 404 400 400",
    "POST batches/{batch}/again/": "302 404 404 302 302",
    "POST batches/{batch}/votes/": "302 404 404 404 404",
    "GET batches/{batch}/files.zip": "302 404 404 200 200",
    "GET batches/{batch}/failed.csv": "302 404 404 200 200",
    "GET compare/": "302 200 200 200 200",
    "GET usage/": "302 200 200 200 200",
    "POST usage/request/": "302 403 302 302 302",
    "GET settings/": "302 200 200 200 200",
    "POST settings/": "302 302 302 302 302",
    "GET help/": "302 200 200 200 200",
    "GET search/": "302 200 200 200 200",
    "GET banners/": "302 200 200 200 200",
    "GET password/": "302 200 200 200 200",
    "POST password/": "302 200 200 200 200",
    "GET password/elsewhere/": "302 200 200 200 200",
    "POST password/elsewhere/": "302 200 200 200 200",
    "GET events/since/{number}": "302 200 200 200 200",
    "GET a/{asset}/file": "302 404 404 200 200",
    "GET a/{asset}/{name}": "302 404 404 200 200",
}
# 422: the empty body went through the door and was read.
REST = {
    "GET api/v1/": "404 404 404 404 404",
    "GET api/v1/docs": "302 200 200 200 200",
    "GET api/v1/openapi.json": "302 200 200 200 200",
    "GET api/v1/runs": "401 200 200 200 200",
    "POST api/v1/runs": "401 422 422 422 422",
    "GET api/v1/runs/{run}": "401 404 404 200 200",
    "POST api/v1/quote": "401 422 422 422 422",
    "GET api/v1/tasks": "401 200 200 200 200",
    "GET api/v1/tasks/{task}": "401 404 404 200 200",
    "POST api/v1/tasks/{task}/cancellation": "401 404 404 200 200",
    "POST api/v1/tasks/{task}/retry": "401 404 404 409 409",
    "POST api/v1/uploads": "401 415 415 415 415",
    "GET api/v1/assets": "401 200 200 200 200",
    "GET api/v1/assets/{asset}": "401 404 404 200 200",
    "DELETE api/v1/assets/{asset}": "401 404 404 204 204",
    "POST api/v1/assets/{asset}/restore": "401 404 404 200 200",
    "GET api/v1/assets/{asset}/file": "401 404 404 200 200",
    "HEAD api/v1/assets/{asset}/file": "401 404 404 200 200",
    "GET api/v1/assets/{asset}/{name}": "401 404 404 200 200",
    "HEAD api/v1/assets/{asset}/{name}": "401 404 404 200 200",
    "GET api/v1/models": "401 200 200 200 200",
    "GET api/v1/projects": "401 200 200 200 200",
    "POST api/v1/projects": "401 422 422 422 422",
    "GET api/v1/prompts": "401 200 200 200 200",
    "POST api/v1/prompts": "401 422 422 422 422",
    "GET api/v1/me": "401 200 200 200 200",
    "GET api/v1/me/entries": "401 200 200 200 200",
    "GET api/v1/me/tokens": "401 200 200 200 200",
    "POST api/v1/me/tokens": "401 422 422 422 422",
    "DELETE api/v1/me/tokens/{token_id}": "401 404 404 204 404",
}
ROUTES = OPEN | PAGES | REST
ADMIN = "admin/"
ADMIN_OPEN = {"admin/login/", "admin/logout/", "admin/jsi18n/"}


def addresses(patterns=None, before=""):
    for item in patterns if patterns is not None else get_resolver().url_patterns:
        address = before + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from addresses(item.url_patterns, address)
        else:
            yield address


def shape(address):
    """Without the names of what is filled in."""
    return re.sub(r"[<{][^>}]+[>}]", "*", address)


@dataclass
class World:
    """Everything that can be named, the owner's own and private."""

    people: dict
    names: dict
    cookies: dict = field(default_factory=dict)

    def browser(self, role):
        """A new one each time, in which that role signed in once."""
        if role not in self.cookies:
            self.cookies[role] = browser(self.people[role]).cookies
        client = browser()
        client.cookies.load({name: item.value for name, item in self.cookies[role].items()})
        return client

    def path(self, route):
        return "/" + route.format(**self.names)


@pytest.fixture
def world(alice, viewer, bob, admin, grs, settings):
    settings.PUBLIC_URL = "http://testserver"
    derived = {"t240": {"key": "derivatives/t.webp", "mime": "image/webp"}}
    given = support.upload(alice)
    run = support.run(alice, visibility="me", references=[(given, "image")])
    task = run.tasks.select_related("offer__vendor").get()
    Preview.objects.create(task=task, content=support.picture(), mime="image/png")
    asset = support.asset(alice, task, visibility="me", derivatives=derived)
    token, _ = ApiToken.objects.issue(alice, "script")
    names = {"run": run.pk, "task": task.pk, "asset": asset.pk, "name": "t240", "number": 0}
    names |= {"token": references.signed_url(task.pk, given.pk).split("/r/")[1].strip("/")}
    names |= {"attempt": task.pk, "token_id": token.pk}
    names["batch"] = Batch.objects.create(
        author=alice, kind="comparison", visibility="me", audience=f"user:{alice.pk}"
    ).pk
    content = presets.Content(run.model)
    names["preset"] = presets.save(alice, "mine", content, visibility="me").pk
    everyone = (None, viewer, bob, alice, admin)
    return World(dict(zip(ROLES, everyone, strict=True)), names)


def statuses(world, route):
    """What each role gets; nothing stays of what the request did."""
    method, path = route.split(" ", 1)
    body = ("{}", "application/json") if path.startswith("api/") else ()
    args = () if method in ("GET", "HEAD", "DELETE") else body
    for role in ROLES:
        send = getattr(world.browser(role), method.lower())
        with transaction.atomic():
            yield str(send(world.path(path), *args).status_code)
            transaction.set_rollback(True)


@pytest.mark.parametrize("routes", [OPEN, PAGES, REST], ids=["open", "pages", "rest"])
def test_each_role_gets_what_is_its_own(world, routes):
    assert {route: " ".join(statuses(world, route)) for route in routes} == routes


def test_every_address_is_listed():
    listed = {shape(route.split(" ", 1)[1]) for route in ROUTES}
    found = {shape(address) for address in addresses() if not address.startswith(ADMIN)}

    assert found == listed


def test_every_operation_of_the_api_is_listed():
    schema = api.get_openapi_schema()
    found = {
        shape(f"{method.upper()} {path.removeprefix('/')}")
        for path, item in schema["paths"].items()
        for method in item
    }
    undeclared = {"GET api/v1/", "GET api/v1/docs", "GET api/v1/openapi.json"}

    assert found == {shape(route) for route in REST} - undeclared


def test_the_admin_is_for_admins_alone(world):
    filled = {re.sub(r"<[^>]+>", "1", item) for item in addresses() if item.startswith(ADMIN)}
    plain = {item for item in filled if not re.search(r"[\^$()|?]", item)} - ADMIN_OPEN

    assert len(plain) > 50
    for role in ("nobody", "viewer", "stranger", "owner"):
        client = browser(world.people[role])
        for path in plain:
            assert client.get(f"/{path}").status_code == 302, (role, path)


def test_callback_tokens_are_for_one_attempt_each(world):
    other = world.names["run"]

    assert hooks.token(other) != hooks.token(world.names["attempt"])
