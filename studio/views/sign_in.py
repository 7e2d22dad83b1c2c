"""Signing in, and changing the password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _


class SignIn(auth.LoginView):
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """To the prompt, ready to be written."""
        return f"{reverse('studio')}#id_prompt"


class ChangePassword(auth.PasswordChangeView):
    template_name = "registration/password.html"

    def get_success_url(self) -> str:
        return f"{reverse('settings')}#security"

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("The password was changed."))
        return super().form_valid(form)
