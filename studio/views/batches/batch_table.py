"""A batch from a table: paste or upload, look at it, start it."""

from __future__ import annotations

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from studio import pace, tables
from studio.credits.errors import InsufficientCredits
from studio.lifecycle import batches
from studio.lifecycle.batches import BadCells
from studio.lifecycle.create import IdempotencyConflict, MayNotCreate, PriceRose
from studio.models import Batch, User
from studio.views.batches.table_form import Preview, TableForm, preview
from studio.views.composer.refusals import short_of
from studio.views.pickers import choices
from studio.views.shell import balance_of, person


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    author = person(request)
    if not author.may_generate:
        raise PermissionDenied(_("You can look and download. Ask an admin to let you generate."))
    if request.method != "POST":
        return _page(request, TableForm(author), None)
    form = TableForm(author, request)
    if not form.is_valid():
        return _page(request, form, None, 422)
    found = preview(form, author, balance_of(request))
    if request.POST.get("step") != "start" or found.problems:
        return _page(request, form, found, 422 if found.problems else 200)
    batch = _start(found, author)
    return redirect("batch", batch.pk) if batch else _page(request, form, found, 422)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    return csv_file(tables.template(), "batch.csv")


def csv_file(text: str, name: str) -> HttpResponse:
    """With the mark by which spreadsheets know UTF-8."""
    answer = HttpResponse(f"\ufeff{text}", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _start(found: Preview, author: User) -> Batch | None:
    """The batch; or None, and the preview says why."""
    if found.grid is None:
        return None
    try:
        pace.check(author)
        return batches.admit(found.grid)
    except pace.TooFast as error:
        text = _("That was a lot at once. Try again in %(seconds)s seconds.")
        found.refusal = text % {"seconds": error.retry_after}
    except InsufficientCredits as error:
        found.refusal = short_of(error)
    except PriceRose as error:
        text = _("The price changed from %(before)s to %(now)s credits. Press again to accept it.")
        found.refusal = text % {"before": error.quoted, "now": error.credits}
    except MayNotCreate:
        found.refusal = _("You may not add to this project.")
    except (IdempotencyConflict, BadCells):
        found.refusal = _("Something changed meanwhile. Look at the rows and press again.")
    return None


def _page(
    request: HttpRequest, form: TableForm, found: Preview | None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "preview": found,
        "choices": choices(),
        "key": found.key if found else uuid4().hex,
        "available": balance_of(request).available,
    }
    return render(request, "studio/batch_table.html", context, status=status)
