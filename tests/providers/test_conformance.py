"""What every adapter promises, whatever its vendor: run for each protocol and model."""

from __future__ import annotations

import ast
import copy
import json
import re
from importlib import import_module
from pathlib import Path

import pytest

import providers
from providers.base import Provider
from providers.params import InvalidParams
from providers.types import Call
from tests.providers.samples import EVERY, NAMES, maximal, minimal, operations, specs

SLUGS = list(providers.PROTOCOLS)
VENDORS = ("seedhorse", "dyuapi", "grsai", "apixo", "aa")
REQUIRED = {
    "nano-banana",
    "nano-banana-fast",
    "nano-banana-2",
    "nano-banana-pro",
    "gpt-image-2",
    "seedance-2",
    "sora",
    "sora-fast",
    "veo-3-1",
    "veo-3-1-fast",
    "veo-3-1-reference",
}
FORBIDDEN = {"django", "httpx", "requests", "studio", "tests"}

every_protocol = pytest.mark.parametrize("slug", SLUGS)
every_model = pytest.mark.parametrize(("slug", "spec"), EVERY, ids=NAMES)


@every_protocol
def test_a_protocol_can_be_imported_and_says_who_it_is(slug):
    kind = providers.protocol(slug)

    assert issubclass(kind, Provider)
    assert kind.slug == slug
    assert kind.label
    assert not kind.base_url.endswith("/")
    assert import_module(f"providers.{slug}.catalog").MODELS


@every_protocol
def test_the_keys_of_a_catalog_are_unique(slug):
    keys = [spec.key for spec in providers.specs(slug)]

    assert len(keys) == len(set(keys))


def test_the_five_vendors_offer_every_required_model():
    offered = {spec.model for slug in VENDORS for spec in specs(slug) if spec.enabled}

    assert REQUIRED - offered == set()


@every_model
def test_keys_and_slugs_are_well_formed(slug, spec):
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", spec.key)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", spec.model)
    assert spec.upstream


@every_model
def test_limits_can_be_kept(slug, spec):
    names = [param.name for param in spec.params]
    roles = [rule.role for rule in spec.references]

    assert len(names) == len(set(names))
    assert len(roles) == len(set(roles))
    assert all(0 <= rule.min <= rule.max for rule in spec.references)
    assert 1 <= spec.prompt_min <= spec.prompt_max
    assert spec.outputs >= 1
    assert spec.transports
    assert spec.price.credits >= 0


@every_model
def test_every_default_passes_its_own_check(slug, spec):
    for param in spec.params:
        if param.default is not None:
            assert param.clean(param.default) == param.default


@every_model
def test_every_surcharge_is_for_a_setting_of_the_model(slug, spec):
    assert [name for name in spec.price.surcharge if spec.param(name) is None] == []


@every_protocol
def test_an_unknown_setting_is_named(slug):
    with pytest.raises(InvalidParams) as caught:
        providers.connect(slug, {"no_such_setting": 1})

    assert "no_such_setting" in caught.value.problems


@every_protocol
def test_settings_survive_storage(slug):
    kind = providers.protocol(slug).Settings
    stored = json.loads(json.dumps(kind().model_dump(mode="json")))

    assert kind.load(stored) == kind()


@every_protocol
def test_every_unverified_setting_exists(slug):
    kind = providers.protocol(slug).Settings

    # The address is no setting of the protocol: it is a column of the vendor's row.
    assert kind.unverified <= set(kind.model_fields) | {"base_url"}


@every_model
@pytest.mark.parametrize("build", [minimal, maximal])
def test_a_submission_is_a_call_that_can_be_sent(slug, spec, build):
    provider = providers.connect(slug)

    call = provider.submit(build(spec))

    assert_sendable(provider, call)
    assert call.method == "POST"
    assert call.timeout is None or call.timeout > 0


@every_model
@pytest.mark.parametrize("build", [minimal, maximal])
def test_a_submission_carries_the_prompt_and_the_vendors_own_name(slug, spec, build):
    request = build(spec)

    call = providers.connect(slug).submit(request)

    sent = json.dumps([call.path, call.json])
    assert request.prompt in sent
    assert spec.upstream in sent


@every_model
def test_every_reference_is_sent(slug, spec):
    request = maximal(spec)

    sent = json.dumps(providers.connect(slug).submit(request).json)

    assert [item.url for item in request.references if item.url not in sent] == []


@every_model
@pytest.mark.parametrize("build", [minimal, maximal])
def test_the_same_request_gives_the_same_call_and_stays_as_it_was(slug, spec, build):
    request = build(spec)
    before = copy.deepcopy((dict(request.params), request.references))

    first = providers.connect(slug).submit(request)
    second = providers.connect(slug).submit(request)

    assert first == second
    assert (dict(request.params), request.references) == before


@every_protocol
def test_a_stored_operation_asks_the_same_question(slug):
    provider = providers.connect(slug)
    found = operations(slug)

    assert found, f"no reply in tests/providers/{slug}/wire is an accepted submission"
    for operation in found:
        stored = json.loads(json.dumps(operation))
        before = copy.deepcopy(stored)

        call = provider.poll(stored)

        assert call == provider.poll(operation)
        assert stored == before
        assert_sendable(provider, call)


@every_protocol
def test_the_check_of_the_key_can_be_sent(slug):
    provider = providers.connect(slug)

    assert_sendable(provider, provider.check_key())


@every_protocol
def test_an_adapter_is_translation_only(slug):
    folder = Path(providers.__file__).parent / slug
    others = {f"providers.{name}" for name in SLUGS if name != slug}

    for path in folder.glob("*.py"):
        for name in imported(path):
            assert name.split(".")[0] not in FORBIDDEN, f"{path.name} imports {name}"
            assert ".".join(name.split(".")[:2]) not in others, f"{path.name} imports {name}"


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (item.name for item in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{item.name}" for item in node.names)


def assert_sendable(provider, call):
    auth = call.auth or provider.auth
    names = {name.lower() for name in call.headers}

    assert isinstance(call, Call)
    assert re.fullmatch(r"/[\x21-\x7e]*", call.path)
    assert not call.path.startswith("//")
    assert json.loads(json.dumps(call.json)) == call.json
    assert all(isinstance(value, str) for value in call.headers.values())
    assert not names & {"authorization", "x-api-key", auth.name.lower()}
    assert "{key}" not in json.dumps(call.json)
    if auth.place == "json":
        assert auth.name not in (call.json or {})
