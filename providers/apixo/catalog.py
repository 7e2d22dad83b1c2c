"""APIXO's models, as the model pages of apixo.ai/docs limit them.

The rows that are off speak the same protocol but have not been tried by us; of
nano-banana-pro no limits were found, it has those of nano-banana-2. Prices and times
of generation are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from providers.catalog import ModelSpec, Polling, Price, References
from providers.params import AspectRatio, Choice, Duration, Flag, Param, Seed, Size
from providers.types import GenerationRequest

RATIOS = ("1:1", "4:3", "3:4", "3:2", "2:3", "4:5", "5:4", "9:16", "16:9", "21:9", "auto")
LONG = ("1:4", "4:1", "1:8", "8:1")
FILM = ("auto", "16:9", "4:3", "1:1", "3:4", "9:16", "21:9")
PICTURES = ("image/jpeg", "image/png", "image/webp")
LARGEST = 10_000_000

IMAGE_POLLING = Polling(first=10, interval=3, longest=3, deadline=900)
VIDEO_POLLING = Polling(first=30, interval=10, longest=15, deadline=1800)
LIFETIME = 86_400.0  # the pages say 15 days here, 24 hours there
ROUTING = Choice(
    name="routing", options=("auto", "value", "official"), default="auto", advanced=True
)
FORMAT = Choice(name="format", options=("png", "jpeg"), default="png", send=True)
TIER = Size(name="size", options=("1K", "2K", "4K"), default="1K", send=True)
SEEDANCE_TIERS = ("480p", "720p", "1080p")


@dataclass(frozen=True, slots=True)
class Mode:
    """What the vendor calls a request with and without references, and in which field."""

    field: str
    bare: str
    referenced: str


# By the route of a spec.
MODES = {
    "image": Mode("mode", "text-to-image", "image-to-image"),
    "omni": Mode("mode", "text-to-video", "omni_reference"),
    "frames": Mode("mode", "text-to-video", "first_and_last_frames"),
    "veo": Mode("generationType", "TEXT_2_VIDEO", "FIRST_AND_LAST_FRAMES_2_VIDEO"),
    "veo-reference": Mode("generationType", "TEXT_2_VIDEO", "REFERENCE_2_VIDEO"),
}
WIRE_NAMES = {
    "aspect_ratio": "aspect_ratio",
    "format": "output_format",
    "size": "resolution",
    "resolution": "resolution",
    "duration": "duration",
    "audio": "sound",
    "seed": "seed",
    "quality": "mode",
}


def _ratio(options: tuple[str, ...], default: str) -> Param:
    return AspectRatio(name="aspect_ratio", options=options, default=default, send=True)


def _pictures(most: int, role: str = "image", least: int = 0) -> References:
    return References(
        role=role, kind="image", min=least, max=most, mimes=PICTURES, max_bytes=LARGEST
    )


NANO_BANANA = ModelSpec(
    key="nano-banana",
    model="nano-banana",
    upstream="nano-banana",
    kind="image",
    route="image",
    params=(_ratio(RATIOS, "1:1"), FORMAT, ROUTING),
    references=(_pictures(5),),
    polling=IMAGE_POLLING,
    result_ttl=LIFETIME,
    price=Price(2),
    typical=18,
)
NANO_BANANA_2 = replace(
    NANO_BANANA,
    key="nano-banana-2",
    model="nano-banana-2",
    upstream="nano-banana-2",
    params=(_ratio(RATIOS + LONG, "1:1"), TIER, FORMAT, ROUTING),
    references=(_pictures(14),),
    prompt_max=20_000,
    price=Price(2, surcharge={"size": {"2K": 1, "4K": 4}}),
    typical=30,
    enabled=False,
)
NANO_BANANA_PRO = replace(
    NANO_BANANA_2,
    key="nano-banana-pro",
    model="nano-banana-pro",
    upstream="nano-banana-pro",
    params=(_ratio(RATIOS, "1:1"), TIER, FORMAT, ROUTING),
    price=Price(4, surcharge={"size": {"2K": 1, "4K": 4}}),
    typical=40,
)
GPT_IMAGE_2 = replace(
    NANO_BANANA_2,
    key="gpt-image-2",
    model="gpt-image-2",
    upstream="gpt-image-2",
    params=(_ratio(("auto", "1:1", "4:3", "3:4", "16:9", "9:16"), "auto"), TIER, ROUTING),
    references=(_pictures(16),),
    price=Price(3, surcharge={"size": {"2K": 1, "4K": 4}}),
    typical=60,
)


def _film(tiers: tuple[str, ...]) -> tuple[Param, ...]:
    return (
        _ratio(FILM, "16:9"),
        Choice(name="resolution", options=tiers, default="720p", send=True),
        Duration(name="duration", min=4, max=15, default=5, send=True),
        Flag(name="audio", default=True, send=True),
        ROUTING,
    )


SEEDANCE_2 = ModelSpec(
    key="seedance-2-0",
    model="seedance-2",
    upstream="seedance-2-0",
    kind="video",
    route="omni",
    params=_film(SEEDANCE_TIERS),
    references=(
        _pictures(9),
        References(role="video", kind="video", max=3),
        References(role="audio", kind="audio", max=3),
    ),
    polling=VIDEO_POLLING,
    result_ttl=LIFETIME,
    price=Price(4, "second", {"resolution": {"1080p": 4}}),
    typical=180,
    enabled=False,
)
FRAMES = (_pictures(1, "first_frame", 1), _pictures(1, "last_frame"))
SEEDANCE_2_FAST = replace(
    SEEDANCE_2,
    key="seedance-2-0-fast",
    model="seedance-2-fast",
    upstream="seedance-2-0-fast",
    params=_film(SEEDANCE_TIERS[:2]),
    price=Price(3, "second"),
    typical=120,
)
QUALITY = Choice(name="quality", options=("fast", "quality"), default="quality", send=True)
SEED = Seed(name="seed", min=0, max=2**31 - 1)
VEO = ModelSpec(
    key="veo-3-1",
    model="veo-3-1",
    upstream="veo-3-1",
    kind="video",
    route="veo",
    params=(_ratio(("16:9", "9:16", "auto"), "16:9"), QUALITY, SEED, ROUTING),
    references=(_pictures(1, "first_frame"), _pictures(1, "last_frame")),
    prompt_max=10_000,
    polling=VIDEO_POLLING,
    result_ttl=LIFETIME,
    price=Price(30, surcharge={"quality": {"quality": 70}}),
    typical=120,
    enabled=False,
)
# A reference works in the fast mode and in 16:9 only.
VEO_REFERENCE = replace(
    VEO,
    key="veo-3-1-reference",
    model="veo-3-1-reference",
    route="veo-reference",
    params=(
        _ratio(("16:9",), "16:9"),
        replace(QUALITY, options=("fast",), default="fast"),
        SEED,
        ROUTING,
    ),
    references=(_pictures(3, least=1),),
    price=Price(30),
    priority=110,
)

MODELS: tuple[ModelSpec, ...] = (
    NANO_BANANA,
    NANO_BANANA_2,
    NANO_BANANA_PRO,
    GPT_IMAGE_2,
    SEEDANCE_2,
    replace(SEEDANCE_2, key="seedance-2-0-frames", route="frames", references=FRAMES, priority=110),
    SEEDANCE_2_FAST,
    replace(
        SEEDANCE_2_FAST,
        key="seedance-2-0-fast-frames",
        route="frames",
        references=FRAMES,
        priority=110,
    ),
    VEO,
    VEO_REFERENCE,
)


def inputs(request: GenerationRequest) -> dict[str, Any]:
    """The `input` object: mode, prompt, settings and files."""
    mode = MODES[request.spec.route]
    named = mode.referenced if request.references else mode.bare
    return {
        mode.field: named,
        "prompt": request.prompt,
        **_files(request),
        **_settings(request.params),
    }


def _files(request: GenerationRequest) -> dict[str, list[str]]:
    """The references by kind, in the order of the spec's roles: the first frame comes first."""
    roles = [rule.role for rule in request.spec.references]
    ordered = sorted(request.references, key=lambda item: roles.index(item.role))
    kinds = ("image", "video", "audio")
    found = {f"{kind}_urls": [item.url for item in ordered if item.kind == kind] for kind in kinds}
    return {name: urls for name, urls in found.items() if urls}


def _settings(params: Mapping[str, Any]) -> dict[str, Any]:
    return {
        WIRE_NAMES[name]: value.lower() if name == "size" else value
        for name, value in params.items()
        if name in WIRE_NAMES
    }
