"""Files that come with the composer, and why one is not taken."""

from __future__ import annotations

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


def take(author: User, upload: UploadedFile[Any]) -> Asset:
    """The upload as an asset. Raises Refused."""
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
