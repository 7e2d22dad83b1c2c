"""The demo's models: one for every model that members can pick, at believable prices."""

from __future__ import annotations

from typing import Literal

from providers.catalog import ModelSpec, Polling, Price, References
from providers.params import AspectRatio, Choice, Duration, Flag, Seed, Size

LONGEST = 15  # seconds of a clip or a sound that is a reference
RATIOS = (
    *("auto", "1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "5:4", "4:5", "21:9", "9:21"),
    *("2:1", "1:2", "3:1", "1:3", "4:1", "1:4", "8:1", "1:8"),
)
AREAS = {"1K": 1024**2, "2K": 2048**2, "4K": 4096**2}


def measure(size: str, shape: str) -> str:
    """The pixels of a tier in a shape, in steps of sixteen."""
    wide, _, high = ("1:1" if shape == "auto" else shape).partition(":")
    ratio = int(wide) / int(high)
    sides = ((AREAS[size] * ratio) ** 0.5, (AREAS[size] / ratio) ** 0.5)
    return "x".join(str(max(16, round(side / 16) * 16)) for side in sides)


TABLE = {size: {shape: measure(size, shape) for shape in RATIOS} for size in AREAS}
IMAGE_PARAMS = (
    AspectRatio(name="aspect_ratio", options=RATIOS, default="auto"),
    Size(name="size", options=tuple(AREAS), default="1K", table=TABLE),
    Seed(name="seed", min=0, max=2**31 - 1, advanced=True),
)
VIDEO_PARAMS = (
    AspectRatio(name="aspect_ratio", options=("16:9", "9:16", "1:1"), default="16:9", send=True),
    Duration(name="duration", min=4, max=15, default=5, send=True),
    Choice(name="resolution", options=("480p", "720p"), default="480p"),
    Flag(name="audio", label="Sound", default=False),
    Seed(name="seed", min=0, max=2**31 - 1, advanced=True),
)
IMAGE_REFERENCES = (References(role="image", kind="image", max=14),)
VIDEO_REFERENCES = (
    References(role="image", kind="image", max=5),
    References(role="video", kind="video", max=5, max_seconds=LONGEST),
    References(role="audio", kind="audio", max=5, max_seconds=LONGEST),
)
FRAMES = (
    References(role="first_frame", kind="image", max=1),
    References(role="last_frame", kind="image", max=1),
)


def _model(
    slug: str,
    kind: Literal["image", "video"],
    price: Price,
    references: tuple[References, ...] = (),
) -> ModelSpec:
    image = kind == "image"
    return ModelSpec(
        key=slug,
        model=slug,
        upstream=slug,
        kind=kind,
        params=IMAGE_PARAMS if image else VIDEO_PARAMS,
        references=references or (IMAGE_REFERENCES if image else VIDEO_REFERENCES),
        outputs=4 if image else 1,
        transports=("url", "data_uri", "base64"),
        polling=Polling(first=1, interval=1, deadline=300),
        price=price,
        typical=5 if image else 10,
        priority=1000,
    )


MODELS = (
    _model("nano-banana", "image", Price(2)),
    _model("nano-banana-fast", "image", Price(1)),
    _model("nano-banana-2", "image", Price(2, surcharge={"size": {"2K": 1, "4K": 4}})),
    _model("nano-banana-pro", "image", Price(4)),
    _model("gpt-image-2", "image", Price(3)),
    _model("seedance-2", "video", Price(4, "second")),
    _model("sora", "video", Price(20)),
    _model("sora-fast", "video", Price(12)),
    _model("veo-3-1", "video", Price(30), FRAMES),
    _model("veo-3-1-fast", "video", Price(15), FRAMES),
    _model("veo-3-1-reference", "video", Price(30)),
)
