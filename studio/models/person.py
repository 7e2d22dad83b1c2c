from __future__ import annotations

import hashlib
import secrets
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from studio.models.base import Row

SCOPES = ("read", "write")


class User(AbstractUser):
    """A person. `role` is the site role; projects have roles of their own."""

    class Role(models.TextChoices):
        ADMIN = "admin"
        MEMBER = "member"
        VIEWER = "viewer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    preferences = models.JSONField(default=dict, blank=True)
    may_choose_vendor = models.BooleanField(default=True, help_text="Of members; admins always may")

    class Meta:
        ordering = ["username"]

    @property
    def is_admin(self) -> bool:
        return self.role == self.Role.ADMIN

    @property
    def may_generate(self) -> bool:
        return self.role != self.Role.VIEWER

    @property
    def chooses_vendor(self) -> bool:
        return self.is_admin or self.may_choose_vendor

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenManager(models.Manager["ApiToken"]):
    def issue(self, user: User, name: str, scopes: list[str] | None = None) -> tuple[ApiToken, str]:
        """A new token and its text, which is shown once and kept only as a digest."""
        text = f"atl_{secrets.token_urlsafe(32)}"
        fields: dict[str, Any] = {"prefix": text[:8], "digest": token_digest(text)}
        token = self.create(user=user, name=name, scopes=scopes or list(SCOPES), **fields)
        return token, text

    def find(self, text: str) -> ApiToken | None:
        live = self.filter(digest=token_digest(text), revoked_at=None, user__is_active=True)
        return live.select_related("user").first()


class ApiToken(Row):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenManager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def revoke(self) -> None:
        ApiToken.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now())
