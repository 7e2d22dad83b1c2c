"""Presets: what one keeps under a name, shares, begins with, and lets go."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from studio import presets
from studio.models import GenerationModel, Preset, User
from studio.presets import NAME_MAX
from studio.views.composer import reuse
from studio.views.composer.composing import draft_of_fields
from studio.views.composer.drafts import KINDS
from studio.views.shell import is_fragment, only_of, person

TICKS = frozenset({"prompt", "references"})


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def index(request: HttpRequest) -> HttpResponse:
    """All that one may use; a new one, or one put back."""
    user = person(request)
    if not user.may_generate:
        raise PermissionDenied
    if request.method != "POST":
        return _list(request, user)
    if token := request.POST.get("undo"):
        return _put_back(request, user, token)
    return _save(request, user)


def _list(request: HttpRequest, user: User) -> HttpResponse:
    kind = request.GET.get("kind", "")
    found = presets.shown(user, kind if kind in KINDS else KINDS[0])
    context = {"presets": found, "kind": kind, "name_max": NAME_MAX}
    part = "studio/_preset_list.html" if is_fragment(request) else "studio/presets.html"
    return render(request, part, context)


def _save(request: HttpRequest, user: User) -> HttpResponse:
    name = " ".join(request.POST.get("preset_name", "").replace("\0", "").split())
    if not name or len(name) > NAME_MAX:
        return _refused(_("Give it a name of at most %(most)s characters.") % {"most": NAME_MAX})
    draft = draft_of_fields(request.POST, user)
    model = get_object_or_404(GenerationModel, slug=draft.model, enabled=True)
    ticks = TICKS.intersection(request.POST.getlist("preset_include"))
    visibility = presets.visibility_of(request.POST.get("preset_visibility", ""))
    begins = bool(request.POST.get("preset_default"))
    try:
        presets.save(user, name, reuse.content_of(draft, model, ticks), visibility, begins)
    except presets.NameTaken:
        return _refused(_("You have a preset with this name already."))
    return _chips(request, user, model.kind, _("Saved as “%(name)s”.") % {"name": name}, 201)


@require_POST
def deletion(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, preset = _found(request, pk)
    try:
        token = presets.delete(preset, user)
    except presets.NotYours:
        raise only_of(preset.author) from None
    text = _("Preset “%(name)s” deleted.") % {"name": preset.name}
    return _chips(request, user, preset.model.kind, text, undo=token)


@require_POST
def default(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin new forms of its kind with it; with `off`, no longer."""
    user, preset = _found(request, pk)
    if preset.author_id != user.pk:
        raise only_of(preset.author)
    if request.POST.get("off"):
        presets.clear_default(preset, user)
        text = _("New forms begin empty.")
    else:
        presets.make_default(preset, user)
        text = _("New forms begin with “%(name)s”.") % {"name": preset.name}
    return _chips(request, user, preset.model.kind, text)


def _put_back(request: HttpRequest, user: User, token: str) -> HttpResponse:
    try:
        preset = presets.restore(token, user)
    except presets.NotYours:
        raise PermissionDenied from None
    except presets.NameTaken:
        return _refused(_("You have a preset with this name already."))
    return _chips(request, user, preset.model.kind, _("Put back."), 201)


def _found(request: HttpRequest, pk: UUID) -> tuple[User, Preset]:
    user = person(request)
    rows = Preset.objects.for_user(user).select_related("model")
    return user, get_object_or_404(rows, pk=pk)


def _chips(
    request: HttpRequest, user: User, kind: str, text: str, status: int = 200, undo: str = ""
) -> HttpResponse:
    """The chips as they are now, for a script; a person goes back to the list."""
    if not is_fragment(request):
        messages.success(request, text)
        return redirect(f"{reverse('presets')}?kind={kind}")
    found = {"presets": presets.shown(user, kind), "kind": kind}
    html = render_to_string("studio/_presets.html", found, request)
    return JsonResponse({"html": html, "message": text, "undo": undo}, status=status)


def _refused(text: str) -> HttpResponse:
    return JsonResponse({"message": text}, status=422)
