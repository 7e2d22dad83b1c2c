"""What Create asks of its form where that makes more than one run."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.credits.statements import Balance
from studio.models import Batch, User
from studio.views.batches.batch_story import story_of
from studio.views.composer.batch_quotes import quote_batch
from studio.views.composer.batching import is_batch
from studio.views.composer.columns import OF
from studio.views.composer.composing import Composer, sent
from studio.views.composer.quotes import Quotation, as_sent, quote_form
from studio.views.shell import balance_of, is_fragment, person


def made(request: HttpRequest, batch: Batch, author: User) -> HttpResponse:
    """The batch as one group of the feed, for the script; else its page."""
    if not is_fragment(request):
        return redirect("batch", batch.pk)
    context = {"story": story_of(batch, author)}
    return render(request, "studio/_batch_group.html", context, status=201)


def quotation(fields: QueryDict, composer: Composer, author: User, balance: Balance) -> Quotation:
    """What the form as it stands would cost, sent or not; `fields`: what it asks beyond one run."""
    if not is_batch(fields, composer):
        return quote_form(composer, author, balance)
    own = {name: fields[name] for name in fields if name.startswith(OF)}
    return quote_batch(fields, as_sent(composer, author, own), author, balance)


@require_POST
def quote(request: HttpRequest) -> HttpResponse:
    """What the form would cost as a batch. Writes nothing."""
    author = person(request)
    composer = sent(request, author)
    if composer is None or not author.may_generate:
        return JsonResponse({"button": _("Generate"), "note": "", "credits": None}, status=409)
    return JsonResponse(quote_batch(request.POST, composer, author, balance_of(request)).as_dict())


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """The models that can be compared, with the settings of those that are. Writes nothing."""
    author = person(request)
    composer = sent(request, author)
    if composer is None or not author.may_generate:
        raise PermissionDenied
    named = request.POST.getlist("column")
    context = {"composer": composer, "columns": named, "adjusted": request.POST}
    return render(request, "studio/_compare.html", context)
