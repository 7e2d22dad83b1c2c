"""GrsAI's models: ten of the nano-banana family and two of gpt-image-2.

Names, ratios and pixel sizes are from the GrsAI API documentation, which limits
neither prompts nor reference images: those limits are ours, like prices and times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from providers.catalog import Exclusive, ModelSpec, Needs, Polling, Price, References
from providers.params import AspectRatio, Param, Pixels, Size

TIERS = ("1K", "2K", "4K")
COMMON = ("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "5:4", "4:5", "21:9")
LONG = ("1:4", "4:1", "1:8", "8:1")

# These break the rule of sixteens on purpose: it binds the vip model alone.
GPT_SIZES = {
    "1:1": "1024x1024",
    "16:9": "1672x941",
    "9:16": "941x1672",
    "4:3": "1443x1090",
    "3:4": "1090x1443",
    "3:2": "1536x1024",
    "2:3": "1024x1536",
    "5:4": "1408x1120",
    "4:5": "1120x1408",
    "21:9": "1920x832",
    "9:21": "832x1920",
    "1:2": "896x1792",
    "2:1": "1792x896",
}
# 1:3 and 3:1 are listed with two sizes only; their 2K is the smaller one.
VIP_SIZES = {
    "1:1": ("1024x1024", "2048x2048", "2880x2880"),
    "16:9": ("1280x720", "2048x1152", "3840x2160"),
    "9:16": ("720x1280", "1152x2048", "2160x3840"),
    "4:3": ("1152x864", "2304x1728", "3264x2448"),
    "3:4": ("864x1152", "1728x2304", "2448x3264"),
    "3:2": ("1536x1024", "2048x1360", "3504x2336"),
    "2:3": ("1024x1536", "1360x2048", "2336x3504"),
    "5:4": ("1120x896", "2240x1792", "3200x2560"),
    "4:5": ("896x1120", "1792x2240", "2560x3200"),
    "21:9": ("1456x624", "2912x1248", "3840x1648"),
    "9:21": ("624x1456", "1248x2912", "1648x3840"),
    "1:3": ("688x2048", "688x2048", "1280x3840"),
    "3:1": ("2048x688", "2048x688", "3840x1280"),
    "2:1": ("1536x768", "3072x1536", "3840x1920"),
    "1:2": ("768x1536", "1536x3072", "1920x3840"),
}
VIP_TABLE = {
    tier: {ratio: sizes[index] for ratio, sizes in VIP_SIZES.items()}
    for index, tier in enumerate(TIERS)
}
VIP_PIXELS = Pixels(longest=3840, multiple=16, max_ratio=3, min_area=655_360, max_area=8_294_400)

# From 3 s to 5 s in the first minute.
STEADY = Polling(first=3, interval=3, factor=1.03, longest=5, deadline=600)
PATIENT = Polling(first=3, interval=3, factor=1.03, longest=5, deadline=900)
LIFETIME = 7200.0


def _images(most: int) -> tuple[References, ...]:
    return (References(role="image", kind="image", max=most),)


def _params(ratios: tuple[str, ...], size: str = "1K") -> tuple[Param, ...]:
    return (
        AspectRatio(name="aspect_ratio", options=("auto", *ratios), default="auto", send=True),
        Size(name="size", options=TIERS, default=size),
    )


def _tiered(credits: int) -> Price:
    return Price(credits, surcharge={"size": {"2K": 1, "4K": 4}})


def _variant(of: ModelSpec, key: str, **changes: Any) -> ModelSpec:
    return replace(of, key=key, upstream=key, **changes)


NANO_BANANA = ModelSpec(
    key="nano-banana",
    model="nano-banana",
    upstream="nano-banana",
    kind="image",
    params=_params(COMMON),
    references=_images(5),
    transports=("url", "data_uri", "base64"),
    polling=PATIENT,
    result_ttl=LIFETIME,
    price=Price(2),
    typical=20,
)
NANO_BANANA_2 = _variant(
    NANO_BANANA,
    "nano-banana-2",
    model="nano-banana-2",
    params=_params(COMMON + LONG),
    references=_images(14),
    price=_tiered(2),
    typical=30,
)
NANO_BANANA_PRO = _variant(
    NANO_BANANA,
    "nano-banana-pro",
    model="nano-banana-pro",
    references=_images(14),
    price=_tiered(4),
    typical=40,
)
GPT_IMAGE_2 = ModelSpec(
    key="gpt-image-2",
    model="gpt-image-2",
    upstream="gpt-image-2",
    kind="image",
    params=(
        AspectRatio(name="aspect_ratio", options=("auto", *GPT_SIZES), default="auto"),
        Size(name="size", options=tuple(GPT_SIZES.values())),
    ),
    references=_images(10),
    rules=(Exclusive(("aspect_ratio", "size"), "give a size or an aspect_ratio, not both"),),
    transports=("url", "data_uri", "base64"),
    polling=STEADY,
    result_ttl=LIFETIME,
    price=Price(3),
    typical=60,
)

GPT_IMAGE_2_VIP = ModelSpec(
    key="gpt-image-2-vip",
    model="gpt-image-2",
    upstream="gpt-image-2-vip",
    kind="image",
    params=(
        AspectRatio(name="aspect_ratio", options=("auto", *VIP_SIZES), default="auto"),
        Size(
            name="size",
            options=("auto", *TIERS),
            default="auto",
            pixels=VIP_PIXELS,
            table=VIP_TABLE,
        ),
    ),
    references=_images(10),
    rules=(
        Needs(
            "aspect_ratio",
            tuple(VIP_SIZES),
            "size",
            TIERS,
            "must be 1K, 2K or 4K with an aspect_ratio",
        ),
        Needs(
            "size",
            TIERS,
            "aspect_ratio",
            tuple(VIP_SIZES),
            "a size of 1K, 2K or 4K needs an aspect_ratio other than auto",
        ),
    ),
    transports=("url", "data_uri", "base64"),
    polling=PATIENT,
    result_ttl=LIFETIME,
    price=Price(4),
    typical=90,
    priority=110,
)

# The 4K rows cost at any size what 4K costs elsewhere: they stand in where 4K is asked for.
MODELS: tuple[ModelSpec, ...] = (
    NANO_BANANA,
    _variant(NANO_BANANA, "nano-banana-fast", model="nano-banana-fast", price=Price(1), typical=12),
    NANO_BANANA_2,
    _variant(NANO_BANANA_2, "nano-banana-2-cl", priority=110),
    _variant(
        NANO_BANANA_2,
        "nano-banana-2-4k-cl",
        params=_params(COMMON + LONG, "4K"),
        price=Price(6),
        priority=120,
    ),
    NANO_BANANA_PRO,
    _variant(NANO_BANANA_PRO, "nano-banana-pro-vt", priority=110),
    _variant(NANO_BANANA_PRO, "nano-banana-pro-cl", priority=120),
    _variant(NANO_BANANA_PRO, "nano-banana-pro-vip", priority=130),
    _variant(
        NANO_BANANA_PRO,
        "nano-banana-pro-4k-vip",
        params=_params(COMMON, "4K"),
        price=Price(8),
        priority=140,
    ),
    GPT_IMAGE_2,
    GPT_IMAGE_2_VIP,
    _variant(
        NANO_BANANA_2,
        "nano-banana-2-2k-cl",
        params=_params(COMMON + LONG, "2K"),
        price=Price(3),
        priority=130,
        enabled=False,
    ),
)


def picture(spec: ModelSpec, params: Mapping[str, Any]) -> dict[str, str]:
    """What the picture measures, on the wire.

    `aspectRatio` holds a ratio for one family and pixels for the other, and only
    the first family knows `imageSize`.
    """
    ratio, size = params.get("aspect_ratio"), params.get("size")
    if spec.model != "gpt-image-2":
        named = {"aspectRatio": ratio, "imageSize": size}
    elif size in TIERS:
        named = {"aspectRatio": VIP_SIZES[str(ratio)][TIERS.index(size)]}
    else:
        named = {"aspectRatio": size or ratio or "auto"}
    return {name: value for name, value in named.items() if value}
