"""Requests and replies for the tests that every adapter passes."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from pathlib import Path

import providers
from providers.catalog import ModelSpec, References
from providers.errors import ProviderError
from providers.params import InvalidParams, Param
from providers.types import Accepted, GenerationRequest, Operation, Reference, Reply

HERE = Path(__file__).parent
MIMES = {"image": "image/png", "video": "video/mp4", "audio": "audio/mpeg"}
SUFFIXES = {"image": "png", "video": "mp4", "audio": "mp3"}


@cache
def specs(slug: str) -> tuple[ModelSpec, ...]:
    """The catalog, or nothing where it cannot be imported: a test of its own says so."""
    try:
        return providers.specs(slug)
    except ImportError:
        return ()


EVERY = [(slug, spec) for slug in providers.PROTOCOLS for spec in specs(slug)]
NAMES = [f"{slug}-{spec.key}" for slug, spec in EVERY]


def minimal(spec: ModelSpec) -> GenerationRequest:
    """A prompt, and only those references without which nothing works."""
    return GenerationRequest(
        spec=spec,
        upstream=spec.upstream,
        prompt="a fox".ljust(spec.prompt_min, "."),
        params=spec.clean({}),
        references=references(spec, [rule.min for rule in spec.references]),
        name="A fox",
        idempotency_key="5f0c7a52-6d6b-4f0e-9d53-0f4f5c1f7a10",
    )


def maximal(spec: ModelSpec) -> GenerationRequest:
    """As much of everything as the spec takes at once."""
    return GenerationRequest(
        spec=spec,
        upstream=spec.upstream,
        prompt="x" * spec.prompt_max,
        params=spec.clean(fullest(spec)),
        references=references(spec, [rule.max for rule in spec.references]),
        outputs=spec.outputs,
        name="A fox of many words",
        idempotency_key="5f0c7a52-6d6b-4f0e-9d53-0f4f5c1f7a10",
        callback_url="https://studio.example.com/hooks/1/abc/",
    )


def fullest(spec: ModelSpec) -> dict[str, object]:
    """Every param that goes together with those before it."""
    given: dict[str, object] = {}
    for param in spec.params:
        with suppress(InvalidParams):
            spec.clean(given | {param.name: sample(param)})
            given[param.name] = sample(param)
    return given


def sample(param: Param) -> object:
    """The last value that the param's own schema names."""
    schema = param.schema()
    values = schema.get("enum") or schema.get("examples") or [schema.get("maximum", "fox")]
    return True if schema["type"] == "boolean" else values[-1]


def references(spec: ModelSpec, counts: list[int]) -> tuple[Reference, ...]:
    given = [
        reference(rule, number, spec.transports[0])
        for rule, count in zip(spec.references, counts, strict=True)
        for number in range(count)
    ]
    return tuple(given[: spec.max_references])


def reference(rule: References, number: int, transport: str) -> Reference:
    mime = rule.mimes[0] if rule.mimes else MIMES[rule.kind]
    name = f"{rule.role}-{number}.{SUFFIXES[rule.kind]}"
    url = {
        "url": f"https://studio.example.com/files/{name}?sign=a%2Fb",
        "data_uri": f"data:{mime};base64,AAAA",
        "base64": "AAAA",
    }[transport]
    return Reference(rule.role, rule.kind, url, mime, name)


def routes(slug: str) -> list[ModelSpec]:
    """One spec for every route of the protocol."""
    return list({spec.route: spec for spec in specs(slug)}.values())


@cache
def operations(slug: str) -> tuple[Operation, ...]:
    """Handles that the adapter makes of the replies recorded for it."""
    provider = providers.connect(slug)
    found = []
    for spec in routes(slug):
        for body in recorded(slug):
            with suppress(ProviderError):
                outcome = provider.read_submit(Reply(200, body), minimal(spec))
                found += [outcome.operation] if isinstance(outcome, Accepted) else []
    return tuple(found)


@cache
def recorded(slug: str) -> tuple[bytes, ...]:
    """The bodies in `wire/*.json`, whether a file is a body, `{"body": …}` or several."""
    found = []
    for path in sorted((HERE / slug / "wire").glob("*.json")):
        data = json.loads(path.read_bytes())
        inside = data.values() if isinstance(data, dict) else data
        found += [data, *(item for item in inside if isinstance(item, dict))]
        found += [item["body"] for item in inside if isinstance(item, dict) and "body" in item]
    return tuple(json.dumps(item).encode() for item in found)
