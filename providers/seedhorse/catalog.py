"""SeedHorse's models and the limits of its parameter table (docs.seedhorse.ai).

The introduction page lists newer models with wider limits than the API reference. They
are here, but off: their wire names are stated, their parameters are not.
"""

from providers.catalog import ModelSpec, Polling, Price, References
from providers.params import AspectRatio, Choice, Duration, Flag, Integer, Param, Seed, Size

LONG = 2**63 - 1

QUALITY = Integer(name="quality", min=50, max=100, advanced=True, help="More is finer and slower.")
SEED = Seed(name="seed", min=-1, max=LONG, advanced=True, help="-1 is random.")
AUDIO = Flag(name="audio", label="Sound", default=True)

IMAGE_PARAMS: tuple[Param, ...] = (
    AspectRatio(name="aspect_ratio", options=("16:9", "9:16")),
    Size(name="size", options=("1K", "2K", "4K")),
    QUALITY,
    SEED,
)
IMAGE_POLLING = Polling(first=5, interval=5, factor=1.3, longest=10, deadline=600)
VIDEO_POLLING = Polling(first=5, interval=5, factor=1.3, longest=15, deadline=2700)

PER_IMAGE = Price(2, surcharge={"size": {"2K": 1, "4K": 4}})
PER_PRO_IMAGE = Price(4, surcharge={"size": {"2K": 1, "4K": 4}})
PER_SECOND = Price(4, unit="second")


def _video_params(resolutions: tuple[str, ...], longest: int) -> tuple[Param, ...]:
    return (
        Choice(name="resolution", options=resolutions),
        Duration(name="duration", min=4, max=longest, default=5, send=True),
        AUDIO,
        QUALITY,
        SEED,
    )


def _image(key: str, model: str, upstream: str, price: Price, *, listed: bool) -> ModelSpec:
    return ModelSpec(
        key=key,
        model=model,
        upstream=upstream,
        kind="image",
        params=IMAGE_PARAMS,
        references=(References(role="image", kind="image", max=5 if listed else 9),),
        prompt_max=2000,
        outputs=4,
        polling=IMAGE_POLLING,
        idempotent=True,
        price=price,
        typical=30,
        enabled=listed,
    )


def _newer_video(key: str, model: str, upstream: str) -> ModelSpec:
    return ModelSpec(
        key=key,
        model=model,
        upstream=upstream,
        kind="video",
        params=_video_params(("480p", "720p"), 30),
        references=(
            References(role="image", kind="image", max=9),
            References(role="video", kind="video", max=3),
            References(role="audio", kind="audio", max=3),
        ),
        prompt_max=2000,
        polling=VIDEO_POLLING,
        idempotent=True,
        price=PER_SECOND,
        typical=180,
        enabled=False,
    )


SEEDANCE_2 = ModelSpec(
    key="seedance-2",
    model="seedance-2",
    upstream="Seedance 2.0",
    kind="video",
    params=_video_params(("720p",), 15),
    # Every generation method of this model starts with `img`: it makes no video from text.
    references=(
        References(role="image", kind="image", min=1, max=5),
        References(role="video", kind="video", max=5),
        References(role="audio", kind="audio", max=5),
    ),
    prompt_max=2000,
    polling=VIDEO_POLLING,
    idempotent=True,
    price=PER_SECOND,
    typical=180,
)

MODELS: tuple[ModelSpec, ...] = (
    _image("nano-banana-2", "nano-banana-2", "Imagen Nano Banana 2", PER_IMAGE, listed=True),
    SEEDANCE_2,
    _image("nano-banana-2-next", "nano-banana-2", "NanoBanana 2.0", PER_IMAGE, listed=False),
    _image("nano-banana-pro", "nano-banana-pro", "NanoBanana Pro", PER_PRO_IMAGE, listed=False),
    _image("gpt-image-2", "gpt-image-2", "gpt-image 2.0", PER_PRO_IMAGE, listed=False),
    _newer_video("seedance-2-next", "seedance-2", "seedance-2.0"),
    _newer_video("happyhorse-1", "happyhorse-1", "HappyHorse 1.0"),
    _newer_video("vidu-q3-pro", "vidu-q3-pro", "Vido Q3-Pro"),
)
