"""What a vendor or an offer may hold, checked alike for the file and the admin's forms."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings

import providers
from providers.catalog import ModelSpec
from providers.params import Choice, Flag, Integer, InvalidParams, Param, Size
from studio import quote
from studio.egress.guard import PORTS, Blocked, Guard
from studio.egress.location import BadURL, Location, located

HTTP = "must be an address such as https://api.example.com"


def check_protocol(slug: str) -> None:
    if slug not in providers.PROTOCOLS:
        raise InvalidParams({"protocol": f"must be one of {', '.join(providers.PROTOCOLS)}"})


def check_settings(protocol: str, raw: Mapping[str, Any]) -> None:
    """Raises InvalidParams naming each setting the protocol does not take."""
    kind = providers.protocol(protocol).Settings
    try:
        kind.load(dict(raw))
    except InvalidParams as error:
        known = ", ".join(kind.model_fields)
        raise InvalidParams(
            {
                f"settings.{name}": f"is not known; {protocol} has {known}"
                if name not in kind.model_fields and name in raw
                else text
                for name, text in error.problems.items()
            }
        ) from None


def check_base_url(protocol: str, url: str) -> None:
    """Raises InvalidParams where calls could never, or must never, go there."""
    if not url:
        if protocol != "demo" and not providers.protocol(protocol).base_url:
            raise InvalidParams({"base_url": f"must be given: {protocol} has no documented host"})
        return
    try:
        place = located(url)
    except BadURL as error:
        raise InvalidParams({"base_url": f"{HTTP}: {error}"}) from None
    if "?" in url or "#" in url:
        raise InvalidParams({"base_url": "must have no ? and no #"})
    _check_host(place)


def _check_host(place: Location) -> None:
    allow = settings.EGRESS_ALLOW
    address = _address(place.host)
    if address:
        try:
            Guard(allow).admit(place.host, place.port, [address])
        except Blocked:
            raise InvalidParams(
                {"base_url": f"{place.netloc} is not public: only STUDIO_EGRESS_ALLOW may admit it"}
            ) from None
    elif place.port not in PORTS and not allow:
        raise InvalidParams({"base_url": f"port must be {' or '.join(map(str, PORTS))}"})


def _address(host: str) -> str:
    """The address that a host stands for, as far as that is known without asking."""
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(ip_address(host))
    except ValueError:
        return ""


def check_price(protocol: str, spec: ModelSpec, raw: Any) -> dict[str, Any]:
    """As `quote.check_price`; a misspelt surcharge would never be charged.

    A surcharge may speak of what only the protocol's other models take, so that one table
    of prices serves them all.
    """
    price = quote.check_price(raw)
    known = _surchargeable(protocol)
    for name, values in price["surcharge"].items():
        if name not in known:
            text = f"is no setting of {protocol}; allowed: {', '.join(known)}"
            raise InvalidParams({f"surcharge.{name}": text})
        if unknown := [value for value in values if known[name] and value not in known[name]]:
            text = f"has no value {', '.join(unknown)}; allowed: {', '.join(known[name])}"
            raise InvalidParams({f"surcharge.{name}": text})
    if price["unit"] == "second" and spec.param("duration") is None:
        raise InvalidParams({"unit": f"must be image: {spec.key} has no duration"})
    return price


def _surchargeable(protocol: str) -> dict[str, tuple[str, ...]]:
    """The settings of all models of a protocol with their values; none: any value."""
    found: dict[str, dict[str, None]] = {}
    free = set()
    for spec in providers.specs(protocol):
        for param in spec.params:
            values = _values(param)
            found.setdefault(param.name, {}).update(dict.fromkeys(values))
            if not values or (isinstance(param, Size) and param.pixels):
                free.add(param.name)
    return {name: () if name in free else tuple(values) for name, values in found.items()}


def _values(param: Param) -> tuple[str, ...]:
    if isinstance(param, Flag):
        return ("true", "false")
    return tuple(map(str, param.options)) if isinstance(param, Choice | Size) else ()


def check_limits(spec: ModelSpec, raw: Any) -> None:
    """Raises InvalidParams where a limit would narrow nothing, or leave nothing."""
    if not isinstance(raw, dict):
        raise InvalidParams({"limits": "must be a table"})
    problems = {f"limits.{name}": text for name in raw if (text := _limit(spec, name, raw[name]))}
    if problems:
        raise InvalidParams(problems)


def _limit(spec: ModelSpec, name: str, bound: Any) -> str:
    if name in ("outputs", "prompt_max"):
        most = spec.outputs if name == "outputs" else spec.prompt_max
        return "" if _is_within(bound, 1, most) else f"must be from 1 to {most}"
    param = spec.param(name)
    if isinstance(param, Choice | Size):
        fits = isinstance(bound, list) and bound and all(item in param.options for item in bound)
        return "" if fits else f"must be a list out of {', '.join(map(str, param.options))}"
    if isinstance(param, Integer):
        fits = isinstance(bound, list) and len(bound) == 2 and _is_range(param, bound)
        return "" if fits else f"must be [low, high] within {param.min} to {param.max}"
    can = [p.name for p in spec.params if isinstance(p, Choice | Size | Integer)]
    return f"cannot be limited; allowed: {', '.join([*can, 'outputs', 'prompt_max'])}"


def _is_range(param: Integer, bound: list[Any]) -> bool:
    return all(_is_within(item, param.min, param.max) for item in bound) and bound[0] <= bound[1]


def _is_within(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
