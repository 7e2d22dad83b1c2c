"""What APIXO's fail codes and refusals mean, as kinds of our errors."""

from __future__ import annotations

import re

from providers.reading import CONTENT_WORDS, mentions

# Codes of the models' own makers may come instead, so a part of a code is enough.
FAIL_CODES = {
    "contentviolation": "content_policy",
    "nsfw": "content_policy",
    "sensitivecontent": "content_policy",
    "prompttoolong": "invalid_params",
    "invalidprompt": "invalid_params",
    "invalidimageurl": "invalid_params",
    "imagetoolarge": "invalid_params",
    "unsupportedformat": "invalid_params",
    "imagedownloadfailed": "invalid_params",
    "modelunavailable": "model_offline",
    "insufficientcredits": "vendor_balance",
}


def failure_kind(code: str) -> str:
    """The kind of a code such as `CONTENT_VIOLATION`; empty for one that we do not know."""
    squashed = re.sub("[^a-z]", "", code.lower())
    return next((kind for part, kind in FAIL_CODES.items() if part in squashed), "")


def refusal_kind(status: int, code: str, message: str) -> str:
    """The kind of a refusal where its status alone does not say it.

    400 also tells of empty accounts; 403 is a key without rights or refused content.
    The envelope's own 503 is documented as a model that is off, so nothing was created;
    the 503 of a gateway in front is no word of the vendor's.
    """
    if status == 503:
        return "model_offline" if code == "503" else ""
    if status not in (400, 403):
        return ""
    content = "content_policy" if mentions(message, CONTENT_WORDS) else ""
    return failure_kind(message) or content
