"""Asking the admins for credits."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from studio import credit_requests
from studio.views.composer.quotes import asked_on
from studio.views.shell import back, is_fragment, person


class RequestForm(forms.Form):
    amount = forms.IntegerField(
        min_value=1, max_value=credit_requests.MOST, label=gettext_lazy("Credits")
    )
    reason = forms.CharField(
        required=False, max_length=credit_requests.LONGEST, label=gettext_lazy("What for")
    )


@require_POST
def ask_for_credits(request: HttpRequest) -> HttpResponse:
    member = person(request)
    if not member.may_generate:
        raise PermissionDenied(_("You can look and download. Ask an admin to let you generate."))
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    wanted = form.cleaned_data
    asked = asked_on(credit_requests.ask(member, wanted["amount"], wanted["reason"]))
    if is_fragment(request):
        return JsonResponse({"text": asked}, status=201)
    messages.success(request, asked)
    return back(request, reverse("usage"))


def _refused(request: HttpRequest, form: RequestForm) -> HttpResponse:
    text = _("Ask for a number of credits from 1 to %(most)s, and keep the reason short.")
    said = text % {"most": credit_requests.MOST}
    if is_fragment(request):
        return JsonResponse({"message": said, "fields": sorted(form.errors)}, status=422)
    messages.error(request, said)
    return back(request, reverse("usage"))
