"""DYU's image models and their limits (DYU API documentation, "nano banana").

A resolution can be asked for twice: by a suffix of the model's name and by
`metadata.imageSize`. The plain models take 1K and 2K in `imageSize`; the models with a
suffix make their one size, which is therefore never sent.
"""

from providers.catalog import ModelSpec, Polling, Price, References
from providers.params import AspectRatio, Size

ASPECT_RATIO = AspectRatio(
    name="aspect_ratio", options=("auto", "1:1", "9:16", "16:9"), default="auto"
)
SURCHARGES = {"2K": 1, "4K": 4}


def _spec(
    key: str, upstream: str, model: str, size: Size, *, credits: int, priority: int = 100
) -> ModelSpec:
    surcharges = {tier: more for tier, more in SURCHARGES.items() if tier in size.options}
    return ModelSpec(
        key=key,
        model=model,
        upstream=upstream,
        kind="image",
        params=(ASPECT_RATIO, size),
        references=(References(role="image", kind="image", max=5),),
        prompt_max=10_000,
        transports=("url", "data_uri"),
        polling=Polling(first=5, interval=5, factor=1.03, longest=10, deadline=900),
        price=Price(credits, surcharge={"size": surcharges}),
        typical=60,
        priority=priority,
    )


def _plain(key: str, upstream: str, credits: int) -> ModelSpec:
    size = Size(name="size", options=("1K", "2K"))
    return _spec(key, upstream, key, size, credits=credits)


def _suffixed(tier: str) -> ModelSpec:
    key, upstream = f"nano-banana-pro-{tier.lower()}", f"nano_banana_pro-{tier}"
    size = Size(name="size", options=(tier,), default=tier)
    # Asked after the plain model, which makes 1K and 2K by itself.
    return _spec(key, upstream, "nano-banana-pro", size, credits=4, priority=110)


MODELS: tuple[ModelSpec, ...] = (
    _plain("nano-banana-2", "nano_banana_2", credits=2),
    _plain("nano-banana-pro", "nano_banana_pro", credits=4),
    _suffixed("1K"),
    _suffixed("2K"),
    _suffixed("4K"),
)
