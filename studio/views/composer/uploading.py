"""Files that come with the composer, and why one is not taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from providers.params import InvalidParams
from studio import files, uploads
from studio.models import Asset, User
from studio.spoken import sentence, spoken


class Refused(Exception):
    """Why, in a sentence for the person who sent the file."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as an asset; `note` is what became of it, `is_ours` where the studio had made it."""

    asset: Asset
    note: str = ""
    is_ours: bool = False


def take(author: User, upload: UploadedFile[Any]) -> Taken:
    """The upload as an asset; a result of the studio is that result. Raises Refused."""
    if author.may_generate and (ours := uploads.made_here(author, upload)):
        return Taken(ours, is_ours=True)
    kept = _kept(author, upload)
    return Taken(kept.asset, _resized(kept) if kept.is_smaller else "")


def _resized(kept: uploads.Kept) -> str:
    wide, high = kept.size or (0, 0)
    words = {"given": f"{wide}×{high}", "kept": f"{kept.asset.width}×{kept.asset.height}"}
    return _("Resized from %(given)s to %(kept)s") % words


def _kept(author: User, upload: UploadedFile[Any]) -> uploads.Kept:
    name = (upload.name or "")[:60]
    try:
        return uploads.keep(author, upload)
    except uploads.MayNotUpload:
        raise Refused(_("You can look and download, but not upload.")) from None
    except uploads.TooLarge:
        words = {"name": name, "most": settings.UPLOAD_MAX_BYTES // 1_000_000}
        raise Refused(_("“%(name)s” is too big; the limit is %(most)s MB.") % words) from None
    except uploads.UnknownType:
        text = _(
            "“%(name)s” is not a picture, video or sound we know. Use PNG, JPEG, WebP, MP4 or MP3."
        )
        raise Refused(text % {"name": name}) from None
    except InvalidParams as error:
        why = sentence(" ".join(map(spoken, error.problems.values())))
        raise Refused(_("“%(name)s” was not taken: %(why)s") % {"name": name, "why": why}) from None
    except files.StorageTrouble:
        text = _("“%(name)s” could not be kept: the storage does not answer. Try again.")
        raise Refused(text % {"name": name}) from None
