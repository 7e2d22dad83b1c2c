"""Signing in, the pause after too many tries, and changing the password."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from studio import audit, client_address
from studio.models import User
from studio.views.shell import person


class SignInForm(AuthenticationForm):
    def clean_username(self) -> str:
        """The name that belongs to an e-mail address; a name with an @ comes first."""
        text: str = self.cleaned_data["username"]
        if "@" not in text or User.objects.filter(username=text).exists():
            return text
        owners = User.objects.filter(email__iexact=text, is_active=True)
        names = list(owners.values_list("username", flat=True)[:2])
        return names[0] if len(names) == 1 else text


class SignIn(auth.LoginView):
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """To the prompt, ready to be written."""
        return f"{reverse('studio')}#id_prompt"


class SignOut(auth.LogoutView):
    http_method_names = ["get", *auth.LogoutView.http_method_names]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Only a form signs out; who opens its address stays."""
        return redirect("home")


class ChangePassword(auth.PasswordChangeView):
    template_name = "registration/password.html"

    def get_success_url(self) -> str:
        return f"{reverse('settings')}#security"

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("The password was changed."))
        return super().form_valid(form)


class OwnPassword(forms.Form):
    """Who knows it is the person, and not somebody at an unlocked screen."""

    password = forms.CharField(strip=False)

    def __init__(self, user: User, **fields: Any) -> None:
        super().__init__(**fields)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("The password is wrong."))
        return password


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """The password stays and is salted anew: what other browsers hold no longer fits it."""
    user = person(request)
    form = OwnPassword(user, data=request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "registration/elsewhere.html", {"form": form})
    with transaction.atomic():
        user.set_password(form.cleaned_data["password"])
        user.save(update_fields=["password"])
        audit.note(user, "user.signed_out_elsewhere", user.username)
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect(f"{reverse('settings')}#security")


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The sign-in page, of ours and of the admin alike, with the time to wait."""
    name = (credentials or {}).get("username", "")
    seconds = _left(request, name)
    context = {
        "locked": _wait(max(1, -(-seconds // 60))),
        "next": request.POST.get("next", ""),
        "form": SignInForm(initial={"username": request.POST.get("username", "")}),
    }
    page = render(request, "registration/login.html", context, status=429)
    page["Retry-After"] = str(max(1, seconds))
    return page


def _left(request: HttpRequest, name: str) -> int:
    """Whole seconds until the last counted try is forgotten."""
    tries = AccessAttempt.objects.filter(username=name, ip_address=client_address.of(request))
    last = tries.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    pause = get_cool_off(request)
    if last is None or pause is None:
        return 0
    return int((last + pause - timezone.now()).total_seconds()) + 1


def _wait(minutes: int) -> str:
    text = ngettext(
        "Too many tries. Try again in %(n)s minute.",
        "Too many tries. Try again in %(n)s minutes.",
        minutes,
    )
    return text % {"n": minutes}
