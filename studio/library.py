"""The prompts that people kept for themselves and for the team."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from studio.models import Project, Prompt, User, Visibility
from studio.models.prompt import prompt_digest


def saved(user: User) -> QuerySet[Prompt]:
    """One's own, and the team's outside of projects that one may not see."""
    rows = Prompt.objects.filter(saved=True)
    if user.is_admin:
        return rows
    seen = Project.objects.for_user(user).values("pk")
    shared = Q(visibility=Visibility.TEAM) & (Q(project=None) | Q(project__in=seen))
    return rows.filter(Q(author=user) | shared)


def save(author: User, text: str, fields: dict[str, object]) -> Prompt:
    """Each author's text is kept once: saving it again changes what stands beside it."""
    found, _ = Prompt.objects.update_or_create(
        author=author,
        digest=prompt_digest(text),
        defaults={"saved": True} | fields,
        create_defaults={"text": text, "saved": True} | fields,
    )
    return found


def let_go(user: User, pk: UUID) -> Prompt | None:
    """Out of the library, where it is one's own; runs that used it keep it."""
    found = Prompt.objects.filter(pk=pk, author=user, saved=True).first()
    if found:
        Prompt.objects.filter(pk=pk).update(saved=False)
    return found


def put_back(user: User, pk: UUID) -> bool:
    return bool(Prompt.objects.filter(pk=pk, author=user).update(saved=True))
