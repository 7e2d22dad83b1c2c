"""The job queue's own pages hold pickles and tracebacks: for superusers alone."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django_q import admin as plain_pages  # noqa: F401  registers what is restricted here


def restrict() -> None:
    for model in [model for model in admin.site._registry if model._meta.app_label == "django_q"]:
        plain = type(admin.site._registry[model])
        admin.site.unregister(model)
        admin.site.register(model, _for_superusers(plain))


def _for_superusers(plain: type[admin.ModelAdmin]) -> type[admin.ModelAdmin]:
    class ForSuperusers(plain):  # type: ignore[valid-type,misc]
        def has_module_permission(self, request: HttpRequest) -> bool:
            return bool(request.user.is_superuser)

        def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
            return bool(request.user.is_superuser)

        def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
            return bool(request.user.is_superuser)

        def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
            return bool(request.user.is_superuser)

        def has_add_permission(self, request: HttpRequest) -> bool:
            return False

    return ForSuperusers


restrict()
