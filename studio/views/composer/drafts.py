"""What Create begins with, what a turn of the form makes of it, and where it is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from studio import drafts, library, preferences, presets, starters
from studio.models import Draft as Kept
from studio.models import GenerationModel, Preset, User
from studio.views.composer import batch_reuse, reuse
from studio.views.composer.composing import Draft, as_uuid, draft_of_fields, wishes_of
from studio.views.shell import person

KINDS = tuple(GenerationModel.Kind.values)
FRESH = "fresh"
PRESET = "preset:"
STARTER = "starter:"
REUSE = "reuse"
INSTRUCTIONS = (
    "again",
    "batch",
    "from",
    "ref",
    "prompt",
    "preset",
    "starter",
    "model",
    "models",
    "kind",
    "project",
)


def opening(request: HttpRequest, author: User) -> tuple[Draft, Kept | None]:
    """The draft to begin with, changed as the address asks; and the kept one, if one was."""
    query = request.GET
    model = _model_asked(request)
    base, kept = _base(author, _kind_asked(request, model))
    found = reuse.asked_for(query, base, author) or base
    if batch := batch_reuse.named(query, author):
        found = batch_reuse.draft(batch, author) or found
    if preset := preset_named(query.get("preset", ""), author):
        found = reuse.of_preset(found, preset, author)
    if starter := starters.named(query.get("starter", "")):
        found = reuse.of_starter(found, starter)
    values = dict(found.values)
    if "prompt" in query:
        values["prompt"] = _prompt_asked(query["prompt"], author)
    if "project" in query:
        values["project"] = query["project"]
    held = {asset.pk for asset, _role in found.references}
    more = [wish for wish in wishes_of(query.getlist("ref"), author) if wish[0].pk not in held]
    found = replace(found, values=values, references=[*found.references, *more])
    if model:
        found = replace(found, model=model)
    elif query.get("kind") in KINDS and query["kind"] != found.was:
        found = replace(found, model=_liked_model(author, query["kind"]), kind=query["kind"])
    return found, kept


def is_instructed(request: HttpRequest) -> bool:
    return any(name in request.GET for name in INSTRUCTIONS)


def is_fresh(request: HttpRequest) -> bool:
    return request.POST.get("switch") == FRESH


def beyond(request: HttpRequest, kept: Kept | None) -> QueryDict:
    """What the form asks beyond one run, in the fields that a form sends it in."""
    fields = adjusted(request, kept).copy()
    fields.setlist("column", columns(request, kept))
    fields.setlist("drop_variation", dropped(request, kept))
    return fields


def dropped(request: HttpRequest, kept: Kept | None) -> list[str]:
    """The variations of the prompt that were left out."""
    if is_fresh(request):
        return []
    if request.method == "POST":
        return request.POST.getlist("drop_variation")
    return list(kept.data.get("drop_variation", [])) if kept else []


def columns(request: HttpRequest, kept: Kept | None) -> list[str]:
    """The models and vendors that the form compares; a run that fills it is one alone."""
    author, posted = person(request), request.POST
    if is_fresh(request) or (posted.get("switch") == REUSE and reuse.fills_all(posted, author)):
        return []
    if request.method == "POST":
        return posted.getlist("column")
    if batch := batch_reuse.named(request.GET, author):
        return batch_reuse.columns(batch, author)
    if "models" in request.GET:
        return request.GET["models"].split(",")
    if reuse.fills_all(request.GET, author):
        return []
    return list(kept.data.get("column", [])) if kept else []


def adjusted(request: HttpRequest, kept: Kept | None) -> QueryDict:
    """Where the settings of single columns stand among others."""
    if is_fresh(request):
        return QueryDict()
    if request.method == "POST":
        return request.POST
    author = person(request)
    if batch := batch_reuse.named(request.GET, author):
        return batch_reuse.adjusted(batch, author)
    return drafts.query_of(kept.data if kept else {})


def _model_asked(request: HttpRequest) -> str:
    """The one that the address names; of several, the first."""
    several = request.GET.get("models", "").split(",")
    return request.GET.get("model", "") or several[0].partition("@")[0]


def _kind_asked(request: HttpRequest, model: str) -> str:
    """What the address wants to make; nothing where it does not say."""
    asked = request.GET.get("kind", "")
    if not model:
        return asked
    found = GenerationModel.objects.filter(slug=model).values_list("kind", flat=True).first()
    return found or asked


def _base(author: User, kind: str) -> tuple[Draft, Kept | None]:
    kept = drafts.last(author, kind)
    if kept:
        return draft_of_fields(drafts.query_of(kept.data), author), kept
    return _begun(author, kind, _shared(author, kind)), None


def _shared(author: User, kind: str) -> Draft:
    """The first form of a kind begins with the prompt and the references of the other."""
    other = drafts.last(author)
    if other is None:
        return Draft(kind=kind)
    return replace(draft_of_fields(drafts.query_of(other.data), author), model="", kind=kind)


def _begun(author: User, kind: str, base: Draft) -> Draft:
    """With the default preset, where there is one, else with the model that is liked best."""
    preset = presets.default_of(author, kind if kind in KINDS else "")
    if preset:
        return reuse.of_preset(base, preset, author)
    return replace(base, model=base.model or _liked_model(author, kind))


def _liked_model(author: User, kind: str) -> str:
    liked = preferences.of(author)
    return liked.video_model if kind == GenerationModel.Kind.VIDEO else liked.image_model


def _prompt_asked(word: str, author: User) -> str:
    """A saved prompt by its id, or the text itself."""
    pk = as_uuid(word)
    saved = library.saved(author).filter(pk=pk).first() if pk else None
    return saved.text if saved else word


def preset_named(word: str, author: User) -> Preset | None:
    pk = as_uuid(word)
    return presets.listed(author).filter(pk=pk).first() if pk else None


def turned(request: HttpRequest, author: User) -> Draft:
    """The form as it was posted, turned to another kind, a preset, a run, or to nothing."""
    fields, switch = request.POST, request.POST.get("switch", "")
    posted = draft_of_fields(fields, author)
    was = fields.get("kind", "")
    if switch in KINDS and was in KINDS and switch != was:
        return _other_kind(request, author, posted)
    if is_fresh(request):
        return _fresh(author, posted, was)
    if switch.startswith(PRESET):
        preset = preset_named(switch.removeprefix(PRESET), author)
        return reuse.of_preset(posted, preset, author) if preset else posted
    if starter := starters.named(switch.removeprefix(STARTER)):
        return reuse.of_starter(posted, starter)
    if switch == REUSE:
        return reuse.asked_for(fields, posted, author) or posted
    return posted


def _other_kind(request: HttpRequest, author: User, posted: Draft) -> Draft:
    """Each kind has its own form; the first one takes over what was typed."""
    was, kind = request.POST["kind"], request.POST["switch"]
    _keep_quietly(request, author, was)
    kept = drafts.last(author, kind)
    if kept is None:
        return _begun(author, kind, posted)
    draft = draft_of_fields(drafts.query_of(kept.data), author)
    places = {name: posted.values[name] for name in reuse.PLACES if name in posted.values}
    return replace(draft, values=draft.values | places)


def _keep_quietly(request: HttpRequest, author: User, kind: str) -> None:
    """A form too large to be kept can still be turned."""
    try:
        drafts.overwrite(author, kind, drafts.fields_of(request.POST.lists()))
    except drafts.TooLarge:
        return


def _fresh(author: User, posted: Draft, kind: str) -> Draft:
    drafts.forget(author, kind)
    values = {name: posted.values[name] for name in reuse.PLACES if name in posted.values}
    return _begun(author, kind, Draft(posted.model, posted.kind, posted.was, values))


@require_http_methods(["POST", "PUT"])
def draft(request: HttpRequest) -> JsonResponse:
    """Keeps the form as it stands. `known` is the version that its writer began from."""
    author = person(request)
    if not author.may_generate:
        raise PermissionDenied
    fields = request.POST if request.method == "POST" else QueryDict(request.body)
    kind = fields.get("kind", "")
    if kind not in KINDS:
        return JsonResponse({"message": _("That did not work. Try again.")}, status=422)
    try:
        data = drafts.fields_of(fields.lists())
        kept = drafts.keep(author, kind, data, fields.get("known", ""))
    except drafts.TooLarge:
        text = _("This form is too long to be kept on the server. It is kept on this device.")
        return JsonResponse({"message": text}, status=413)
    except drafts.Newer as error:
        return JsonResponse(_answer(error.draft) | {"fields": error.draft.data}, status=409)
    return JsonResponse(_answer(kept))


def _answer(kept: Kept) -> dict[str, Any]:
    return {"version": drafts.version_of(kept), "kind": kept.kind}
