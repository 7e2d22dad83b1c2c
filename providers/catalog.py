"""What one upstream model accepts, as data: params, references, rules and advice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from providers.params import InvalidParams, Param, is_plain
from providers.said import said, said_many
from providers.types import Kind

Transport = Literal["url", "data_uri", "base64"]
KINDS = {"image": said("an image"), "video": said("a video"), "audio": said("an audio")}
WORDS = {
    "image": said("image"),
    "video": said("video"),
    "audio": said("audio"),
    "first_frame": said("first frame"),
    "last_frame": said("last frame"),
}
SLACK = 0.2  # seconds that an encoder may add to what it was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """How many references of one role a model takes, and which files they may be."""

    role: str
    kind: Kind
    min: int = 0
    max: int
    mimes: tuple[str, ...] = ()  # empty: whatever we store of that kind
    max_bytes: int | None = None
    max_seconds: int | None = None  # of each clip or sound


@dataclass(frozen=True, slots=True)
class Given:
    """A reference as the check sees it, before anything is sent."""

    role: str
    kind: str
    mime: str
    bytes: int
    seconds: float = 0


@dataclass(frozen=True, slots=True)
class Exclusive:
    """At most one of `names` may be given."""

    names: tuple[str, ...]
    why: str

    def problems(self, given: Mapping[str, Any]) -> dict[str, str]:
        present = [name for name in self.names if name in given]
        return {present[-1]: self.why} if len(present) > 1 else {}


@dataclass(frozen=True, slots=True)
class Needs:
    """Where `name` has one of `values` (any value, when empty), `other` has one of `among`."""

    name: str
    values: tuple[Any, ...]
    other: str
    among: tuple[Any, ...]
    why: str

    def problems(self, given: Mapping[str, Any]) -> dict[str, str]:
        if self.name not in given or (self.values and given[self.name] not in self.values):
            return {}
        if self.other in given and (not self.among or given[self.other] in self.among):
            return {}
        return {self.other: self.why}


Rule = Exclusive | Needs


@dataclass(frozen=True, slots=True)
class Polling:
    """Advice in seconds: first look, interval, growth, longest interval, when to give up."""

    first: float = 3
    interval: float = 3
    factor: float = 1.0
    longest: float = 15
    deadline: float = 900


@dataclass(frozen=True, slots=True)
class Price:
    """The default price: `credits` and `surcharge` per `unit`, times the units made."""

    credits: int
    unit: Literal["image", "second"] = "image"
    surcharge: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """One model as one vendor's wire takes it.

    `key` is unique in its protocol, `upstream` is the vendor's id, `model` the slug that
    members pick. `outputs` is the most results that one call gives. `max_references`
    caps all roles together.
    """

    key: str
    model: str
    upstream: str
    kind: Literal["image", "video"]
    params: tuple[Param, ...] = ()
    references: tuple[References, ...] = ()
    max_references: int | None = None
    rules: tuple[Rule, ...] = ()
    prompt_min: int = 1
    prompt_max: int = 5000
    outputs: int = 1
    transports: tuple[Transport, ...] = ("url",)
    polling: Polling = Polling()
    result_ttl: float = 3600  # seconds that a result URL lives
    idempotent: bool = False  # the vendor recognises a repeated submission
    price: Price = Price(1)
    typical: float = 20  # seconds a result usually takes
    priority: int = 100  # of the default offer; lower is asked first
    enabled: bool = True  # is the default offer on?
    route: str = ""  # for protocols with several routes
    mention: str = ""  # how a prompt names a reference: "@{kind}{n}"; empty: in plain words

    def param(self, name: str) -> Param | None:
        return next((param for param in self.params if param.name == name), None)

    def clean(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Check the given values and add those defaults that are sent.

        Raises InvalidParams naming every bad field and what is allowed.
        """
        given = {name: value for name, value in raw.items() if value not in (None, "")}
        known = {param.name: param for param in self.params}
        problems = {name: self._unknown(name) for name in given if name not in known}
        cleaned: dict[str, Any] = {}
        for name, value in given.items():
            if name in known:
                try:
                    cleaned[name] = known[name].clean(value)
                except ValueError as error:
                    problems[name] = error.args[0]
        for rule in self.rules:
            problems = rule.problems(cleaned) | problems
        if problems:
            raise InvalidParams(problems)
        sent = {p.name: p.default for p in self.params if p.send and p.default is not None}
        return sent | cleaned

    def _unknown(self, name: str) -> str:
        allowed = tuple(param.name for param in self.params)
        if not allowed:
            return said("is not a setting of this model; it has none")
        return said("is not a setting of this model; it has %(allowed)s", allowed=allowed)

    def check_prompt(self, prompt: str) -> None:
        """Raises InvalidParams for the field `prompt`."""
        length = len(prompt.strip())
        if length < self.prompt_min:
            raise InvalidParams({"prompt": _too_short(length, self.prompt_min)})
        if len(prompt) > self.prompt_max:
            text = said_many(
                "must have at most %(count)s character, has %(has)s",
                "must have at most %(count)s characters, has %(has)s",
                self.prompt_max,
                has=len(prompt),
            )
            raise InvalidParams({"prompt": text})
        if not is_plain(prompt):
            raise InvalidParams({"prompt": said("has a character that cannot be stored")})

    def check_references(self, given: Sequence[Given]) -> None:
        """Raises InvalidParams for the field `references`: role, count, kind, type, size."""
        roles = {rule.role: rule for rule in self.references}
        for index, item in enumerate(given, 1):
            if item.role not in roles:
                raise InvalidParams({"references": _no_such_role(index, tuple(roles))})
            if problem := _mismatch(index, item, roles[item.role]):
                raise InvalidParams({"references": problem})
        for rule in self.references:
            count = sum(item.role == rule.role for item in given)
            if not rule.min <= count <= rule.max:
                raise InvalidParams({"references": _wrong_count(count, rule)})
        if self.max_references is not None and len(given) > self.max_references:
            text = said_many(
                "takes at most %(count)s reference, got %(got)s",
                "takes at most %(count)s references, got %(got)s",
                self.max_references,
                got=len(given),
            )
            raise InvalidParams({"references": text})


def _too_short(length: int, least: int) -> str:
    if not length:
        return said("write a prompt first")
    return said_many(
        "must have at least %(count)s character", "must have at least %(count)s characters", least
    )


def _no_such_role(index: int, roles: tuple[str, ...]) -> str:
    if not roles:
        return said("reference %(index)s: this model takes none", index=index)
    return said("reference %(index)s: role must be one of %(allowed)s", index=index, allowed=roles)


def _mismatch(index: int, item: Given, rule: References) -> str:
    if item.kind != rule.kind:
        words = {"index": index, "kind": KINDS[rule.kind], "given": _word(item.kind)}
        return said("reference %(index)s must be %(kind)s, not %(given)s", **words)
    if rule.mimes and item.mime not in rule.mimes:
        given = {"index": index, "allowed": rule.mimes, "given": item.mime}
        return said("reference %(index)s must be one of %(allowed)s, not %(given)s", **given)
    if rule.max_bytes is not None and item.bytes > rule.max_bytes:
        most = rule.max_bytes // 1_000_000
        return said("reference %(index)s must be at most %(most)s MB", index=index, most=most)
    if rule.max_seconds is not None and item.seconds > rule.max_seconds + SLACK:
        most = rule.max_seconds
        return said("reference %(index)s must be at most %(most)s s long", index=index, most=most)
    return ""


def _wrong_count(count: int, rule: References) -> str:
    values = {"role": _word(rule.role), "got": count}
    if count < rule.min:
        return said_many(
            "takes at least %(count)s %(role)s reference, got %(got)s",
            "takes at least %(count)s %(role)s references, got %(got)s",
            rule.min,
            **values,
        )
    return said_many(
        "takes at most %(count)s %(role)s reference, got %(got)s",
        "takes at most %(count)s %(role)s references, got %(got)s",
        rule.max,
        **values,
    )


def _word(name: str) -> str:
    """A role or a kind inside a sentence."""
    return WORDS.get(name, name)
