"""A part of a file as a file of its own, to be used as a reference: cropped or trimmed."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from django.core.files.storage import default_storage

from studio import files, media, uploads
from studio.models import Asset, User

SHORTEST = 0.1  # seconds


class NoPart(ValueError):
    """Nothing, or more than there is."""


def cut(user: User, asset: Asset, part: Sequence[float]) -> Asset:
    """`part` as `media.cut` takes it; the whole of a file is the file itself.

    Raises NoPart, uploads.MayNotUpload, media.MediaError, InvalidParams, files.StorageTrouble.
    """
    if not user.may_generate:
        raise uploads.MayNotUpload("viewers look and download")
    if _is_whole(asset, _checked(asset, part)):
        return asset
    with uploads.scratch("cut") as folder:
        source, target = folder / "whole", folder / "part"
        try:
            with default_storage.open(asset.key) as reader, source.open("wb") as writer:
                shutil.copyfileobj(reader, writer, 1 << 20)
        except OSError as error:
            raise files.StorageTrouble(type(error).__name__) from None
        kind = media.cut(source, target, part)
        return uploads.add(user, target, kind, asset.name, asset)


def _checked(asset: Asset, part: Sequence[float]) -> Sequence[float]:
    if asset.kind == Asset.Kind.IMAGE:
        left, top, right, bottom = part
        if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
            raise NoPart
    else:
        start, end = part
        if not (0 <= start <= end - SHORTEST and end <= (asset.duration or 0) + 1):
            raise NoPart
    return part


def _is_whole(asset: Asset, part: Sequence[float]) -> bool:
    if asset.kind == Asset.Kind.IMAGE:
        return tuple(part) == (0, 0, 1, 1)
    return part[0] == 0 and part[1] >= (asset.duration or 0)
