from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from studio.api import api
from studio.views import files, health, hooks
from studio.views.account import sign_in
from studio.views.composer import references

admin.autodiscover()
handler500 = "studio.views.errors.server_error"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("password/", sign_in.ChangePassword.as_view(), name="password"),
    path("password/elsewhere/", sign_in.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("logout/", login_not_required(sign_in.SignOut.as_view()), name="logout"),
    path("api/v1/", api.urls),
    path("a/<uuid:asset_id>/file", files.original, name="asset-file"),
    path("a/<uuid:asset_id>/<slug:name>", files.derivative, name="asset-derivative"),
    path("r/<str:token>/", references.reference, name="reference"),
    path("hooks/<uuid:attempt>/<str:token>/", hooks.callback, name="callback"),
    path("admin/", admin.site.urls),
    path("", include("studio.views.urls")),
]
