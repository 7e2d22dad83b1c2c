from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studio.models.base import Row
from studio.once import per_request

if TYPE_CHECKING:
    from studio.models.person import User

TEAM = "team"


class Visibility(models.TextChoices):
    TEAM = "team", _("Visible to the team")
    ME = "me", _("Only me")


class ProjectQuerySet(models.QuerySet["Project"]):
    def for_user(self, user: User) -> ProjectQuerySet:
        if user.is_admin:
            return self
        mine = Membership.objects.filter(user=user).values("project")
        return self.filter(Q(visibility=Project.Visibility.TEAM) | Q(owner=user) | Q(pk__in=mine))


class Project(Row):
    class Visibility(models.TextChoices):
        TEAM = "team", _("Team")
        PRIVATE = "private", _("Only people I add")

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.TEAM
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def may_create(self, user: User) -> bool:
        """May `user` add to it? Team projects: everyone but viewers; private: owner, editors."""
        if not user.may_generate:
            return False
        if self.visibility == self.Visibility.TEAM or user.is_admin or self.owner_id == user.pk:
            return True
        roles = [Membership.Role.OWNER, Membership.Role.EDITOR]
        return Membership.objects.filter(project=self, user=user, role__in=roles).exists()


class Membership(Row):
    class Role(models.TextChoices):
        OWNER = "owner"
        EDITOR = "editor"
        VIEWER = "viewer"

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.EDITOR)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.project} ({self.role})"


def audience_of(author_id: UUID, visibility: str, project: Project | None) -> str:
    """The one key that says who may see a thing; see `audiences`."""
    if visibility == Visibility.ME:
        return f"user:{author_id}"
    if project is not None and project.visibility == Project.Visibility.PRIVATE:
        return f"project:{project.pk}"
    return TEAM


@per_request(lambda user: (user.pk, user.role))
def audiences(user: User) -> list[str] | None:
    """The keys that `user` may see; None means all of them (admins)."""
    if user.is_admin:
        return None
    projects = Project.objects.filter(Q(owner=user) | Q(memberships__user=user))
    keys = [f"project:{pk}" for pk in projects.values_list("pk", flat=True).distinct()]
    return [TEAM, f"user:{user.pk}", *keys]
