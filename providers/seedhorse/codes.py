"""The error codes of docs.seedhorse.ai, and what each of them means to us."""

from __future__ import annotations

import re

from providers import errors

CODES: dict[str, type[errors.ProviderError]] = {
    "10001": errors.Busy,
    "10006": errors.Busy,
    "20001": errors.Unauthorized,
    "20002": errors.Unauthorized,
    "20003": errors.Unauthorized,
    "20008": errors.Unauthorized,
    "30001": errors.InvalidRequest,
    "40002": errors.NotFound,
    "40003": errors.ModelOffline,
    "50001": errors.ModelOffline,
    "50002": errors.ModelOffline,
    "50003": errors.InvalidRequest,
    "50006": errors.InvalidRequest,
    "50007": errors.InvalidRequest,
    "50008": errors.InvalidRequest,
    "50009": errors.InvalidRequest,
    "50010": errors.InvalidRequest,
    "50011": errors.InvalidRequest,
    "50014": errors.ContentPolicy,
    "50015": errors.ContentPolicy,
    "60001": errors.OutOfBalance,
    "60002": errors.Busy,
}
# The table groups its codes by the first digit; one that it does not list follows its group.
GROUPS: dict[str, type[errors.ProviderError]] = {
    "1": errors.Busy,
    "2": errors.Unauthorized,
    "3": errors.InvalidRequest,
    "4": errors.NotFound,
    "5": errors.InvalidRequest,
    "6": errors.OutOfBalance,
}
FIELDS = {
    "50003": "references",  # the generation method follows from them
    "50006": "resolution",
    "50007": "duration",
    "50008": "size",
    "50009": "aspect_ratio",
    "50010": "count",
    "50011": "references",
    "50014": "references",
    "50015": "references",
}


def error_for(code: str, *, submitting: bool) -> type[errors.ProviderError] | None:
    """The error that a code means; None for a code that is none of the vendor's errors."""
    if code == "20003" and not submitting:
        return errors.NotFound  # "no permission to operate this task": it is someone else's
    if code in CODES:
        return CODES[code]
    return GROUPS[code[0]] if re.fullmatch(r"[1-6]\d{4}", code, re.ASCII) else None
