"""The form as a person left it, kept per kind until it is needed: here, later, elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone

from studio.models import Draft, GenerationModel, User
from studio.once import per_request

Fields = dict[str, list[str]]
NAMES = re.compile(
    r"prompt|kind|models?|drawn|count|project|visibility|vendor|ref|role|column|drop_variation"
    r"|(of:[a-zA-Z0-9_@-]{1,130}-)?param-[a-z0-9_]{1,60}(-[a-z]{1,20})*"
)
VALUES = 300  # at most, of all fields together
LONGEST = 20_000  # characters of one value
LARGEST = 100_000  # characters of a draft


class TooLarge(Exception):
    """More than a form can hold."""


class Newer(Exception):
    """Somebody wrote after the draft that this one began from: the same person elsewhere."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(str(draft))
        self.draft = draft


def fields_of(posted: Iterable[tuple[str, Iterable[str]]]) -> Fields:
    """Only what the form itself has. Raises TooLarge."""
    fields = {name: list(words) for name, words in posted if NAMES.fullmatch(name)}
    words = [word for values in fields.values() for word in values]
    size = sum(map(len, words))
    if len(words) > VALUES or size > LARGEST or any(len(word) > LONGEST for word in words):
        raise TooLarge
    return fields


def query_of(fields: Mapping[str, Iterable[str]]) -> QueryDict:
    """A kept draft as the form posted it."""
    query = QueryDict(mutable=True)
    for name, words in fields.items():
        query.setlist(name, list(words))
    return query


def version_of(draft: Draft | None) -> str:
    return draft.updated_at.isoformat() if draft else ""


def keep(user: User, kind: str, fields: Fields, known: str = "") -> Draft:
    """The last one wins, but only over a draft that its writer knew. Raises Newer."""
    now = timezone.now()
    if _replace(user, kind, fields, known, now):
        return Draft(user=user, kind=kind, data=fields, updated_at=now)
    try:
        with transaction.atomic():
            return Draft.objects.create(user=user, kind=kind, data=fields, updated_at=now)
    except IntegrityError:
        raise Newer(Draft.objects.get(user=user, kind=kind)) from None


def _replace(user: User, kind: str, fields: Fields, known: str, now: datetime) -> bool:
    moment = _moment(known)
    if moment is None:
        return False
    mine = Draft.objects.filter(user=user, kind=kind, updated_at__lte=moment)
    return bool(mine.update(data=fields, updated_at=now))


def _moment(version: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(version)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def overwrite(user: User, kind: str, fields: Fields) -> None:
    """Without asking: the form itself was sent, nothing can be newer."""
    values = {"data": fields, "updated_at": timezone.now()}
    row, _is_new = Draft.objects.update_or_create(user=user, kind=kind, defaults=values)
    _kept(user)[kind] = row


def last(user: User, kind: str = "") -> Draft | None:
    """The newest of all kinds, or of one."""
    found = _kept(user)
    if kind in GenerationModel.Kind.values:
        return found.get(kind)
    return max(found.values(), key=lambda draft: draft.updated_at, default=None)


def forget(user: User, kind: str) -> None:
    Draft.objects.filter(user=user, kind=kind).delete()
    _kept(user).pop(kind, None)


@per_request(lambda user: user.pk)
def _kept(user: User) -> dict[str, Draft]:
    """By kind. Read once; what this request writes is written here too."""
    return {draft.kind: draft for draft in Draft.objects.filter(user=user)}
