"""People and their tokens. The site role decides who may come in here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from studio import audit, people
from studio.admin.base import ReadOnly, actor
from studio.credits import ledger
from studio.models import ApiToken, User


class PersonForm(UserChangeForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        stays = data.get("role") == User.Role.ADMIN and data.get("is_active")
        if not stays and people.is_last_admin(self.instance):
            text = "is the last admin: make somebody else one first"
            self.add_error("is_active" if data.get("role") == User.Role.ADMIN else "role", text)
        return data


class NewPersonForm(AdminUserCreationForm):
    role = forms.ChoiceField(choices=User.Role.choices, initial=User.Role.MEMBER)


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Nobody is deleted: their work and their entries stay. Deactivate instead."""

    form = PersonForm
    add_form = NewPersonForm
    list_display = (
        "username",
        "email",
        "first_name",
        "last_name",
        "role",
        "is_active",
        "last_login",
    )
    list_filter = ("role", "is_active")
    readonly_fields = ("is_staff", "is_superuser", "last_login", "date_joined", "id")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Rights", {"fields": ("role", "is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined", "id")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "role", "usable_password", "password1", "password2")}),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        for name, value in people.standing(obj.role).items():
            setattr(obj, name, value)
        super().save_model(request, obj, form, change)
        if not change:
            ledger.open_account(obj)
        action = "user.changed" if change else "user.created"
        # The names of fields only: a password is among them.
        audit.note(
            actor(request), action, obj.username, {"fields": form.changed_data, "role": obj.role}
        )

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        response = super().user_change_password(request, id, form_url)
        user = self.get_object(request, id)
        if request.method == "POST" and response.status_code == 302 and isinstance(user, User):
            audit.note(actor(request), "user.password_set", user.username)
        return response

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly):
    list_display = ("name", "user", "prefix", "scopes", "created_at", "last_used_at", "revoked_at")
    list_filter = ("revoked_at",)
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "prefix")
    exclude = ("digest",)
    actions = ("revoke",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("studio.change_apitoken")

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        for token in tokens.select_related("user").filter(revoked_at=None):
            token.revoke()
            audit.note(actor(request), "token.revoked", str(token), {"user": token.user.username})
        self.message_user(request, "Revoked.", messages.SUCCESS)
