"""AA's models, as its model docs describe them (aa-api.com/models/docs).

`route` says how a model is called: `sora` (task), `chat_video` (chat that answers with
a task), `images` (task or picture), `chat_image` (chat that answers with a picture).
"""

from __future__ import annotations

from dataclasses import replace

from providers.catalog import ModelSpec, Polling, Price, References
from providers.params import AspectRatio, Size

DAY = 86_400  # AA states 24 hours for task images only; assumed for the rest
VIDEO = Polling(first=10, interval=10, deadline=1800)
IMAGE = Polling(first=3, interval=3, deadline=300)

# Our tiers and AA's own two words, as its field `quality` takes them.
QUALITY = {"1K": "1k", "2K": "2k", "4K": "4k", "hd": "2k", "ultra": "4k"}
RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4")

# AA advises against aspect_ratio for these: the ratio belongs in the prompt.
RATIO_IN_WORDS = frozenset({"gpt-image-2"})


def images(most: int, least: int = 0) -> tuple[References, ...]:
    return (References(role="image", kind="image", min=least, max=most),)


RATIO = AspectRatio(name="aspect_ratio", options=RATIOS, default="16:9")
TIER = Size(
    name="size",
    options=tuple(QUALITY),
    default="2K",
    help="hd is 2K, ultra is 4K.",
)

SORA = ModelSpec(
    key="sora_studio",
    model="sora",
    upstream="sora_studio",
    kind="video",
    references=images(1),
    prompt_min=3,
    prompt_max=4000,
    polling=VIDEO,
    result_ttl=DAY,
    price=Price(20),
    typical=240,
    route="sora",
)
SORA_FAST = replace(
    SORA, key="sora_fast", model="sora-fast", upstream="sora_fast", price=Price(12), typical=180
)

VEO = ModelSpec(
    key="veo",
    model="veo-3-1",
    upstream="veo",
    kind="video",
    params=(AspectRatio(name="aspect_ratio", options=("16:9", "9:16"), default="16:9"),),
    references=images(2),
    polling=VIDEO,
    result_ttl=DAY,
    price=Price(30),
    typical=180,
    route="chat_video",
)
VEO_FAST = replace(
    VEO, key="veo_fast", model="veo-3-1-fast", upstream="veo_fast", price=Price(15), typical=90
)
# Always 16:9. For 9:16 AA wants a full firefly-veo31-ref-… id: an offer with that upstream.
VEO_REFERENCE = replace(
    VEO, key="veo_reference", model="veo-3-1-reference", upstream="veo_reference", params=()
)

NANO = ModelSpec(
    key="nanobanana",
    model="nano-banana",
    upstream="nanobanana",
    kind="image",
    params=(RATIO, TIER),
    references=images(6),
    prompt_max=4000,
    polling=IMAGE,
    result_ttl=DAY,
    price=Price(2),
    typical=20,
    route="images",
)
NANO_PRO = replace(
    NANO,
    key="nanobanana_pro",
    model="nano-banana-pro",
    upstream="nanobanana_pro",
    price=Price(4, surcharge={"size": {"4K": 4, "ultra": 4}}),
    typical=40,
)

GPT_IMAGE = ModelSpec(
    key="gpt-image-2",
    model="gpt-image-2",
    upstream="gpt-image-2",
    kind="image",
    params=(AspectRatio(name="aspect_ratio", options=RATIOS, help="Asked for in words."),),
    references=images(6),
    result_ttl=DAY,
    price=Price(3),
    typical=60,
    route="chat_image",
)


def edit(spec: ModelSpec) -> ModelSpec:
    """The chat form of an image model. It comes second: a cut answer loses the picture."""
    return replace(
        spec,
        key=f"{spec.key}-chat",
        references=images(6, least=1),
        prompt_max=5000,  # AA states a limit for the other form only
        priority=200,
        route="chat_image",
    )


def alias(spec: ModelSpec, name: str) -> ModelSpec:
    """Another name that AA takes for a model; off, because it offers nothing new."""
    return replace(spec, key=name, upstream=name, priority=300, enabled=False)


MODELS: tuple[ModelSpec, ...] = (
    SORA,
    SORA_FAST,
    VEO,
    VEO_FAST,
    VEO_REFERENCE,
    NANO,
    NANO_PRO,
    GPT_IMAGE,
    edit(NANO),
    edit(NANO_PRO),
    alias(VEO_FAST, "veo_3_fast"),
    alias(VEO_REFERENCE, "veo_ref"),
    alias(NANO, "gemini-2.5-flash-image"),
    alias(NANO_PRO, "gemini-3-pro-image-preview"),
)
