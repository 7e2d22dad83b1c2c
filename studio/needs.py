"""The reference without which nobody makes anything of a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

# By role, else by kind.
SENTENCES = {
    "first_frame": _("%(model)s needs a first frame. Add one or choose another model."),
    "last_frame": _("%(model)s needs a last frame. Add one or choose another model."),
    "image": _("%(model)s needs a picture as a reference. Add one or choose another model."),
    "video": _("%(model)s needs a video as a reference. Add one or choose another model."),
    "audio": _("%(model)s needs a sound as a reference. Add one or choose another model."),
}


def missing(document: Mapping[str, Any], roles: Iterable[str]) -> str:
    """Said where every offer asks for one more; as `missing` in `static/js/validate.js`."""
    given = list(roles)
    lacking = [_lacking(offer["roles"], given) for offer in document["offers"]]
    if not lacking or None in lacking:
        return ""
    first = lacking[0] or {}
    sentence = SENTENCES.get(first["role"]) or SENTENCES[first["kind"]]
    return str(sentence) % {"model": document["name"]}


def _lacking(rules: Sequence[Mapping[str, Any]], given: list[str]) -> Mapping[str, Any] | None:
    return next((rule for rule in rules if given.count(rule["role"]) < rule["min"]), None)
