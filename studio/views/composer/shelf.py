"""The shelf: one's uploads, results and projects, to pick references from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio import keyset
from studio.models import Asset, Project, User
from studio.views.shell import is_fragment, person

TABS = {
    "upload": gettext_lazy("Upload"),
    "history": gettext_lazy("History"),
    "project": gettext_lazy("Project"),
}
PAGE = 24
PROJECTS = 50
KINDS = tuple(Asset.Kind.values)


def shelf(request: HttpRequest) -> HttpResponse:
    """What can be picked, a page at a time."""
    viewer = person(request)
    if not viewer.may_generate:
        raise PermissionDenied
    context = _context(request, viewer)
    part = "studio/shelf.html"
    if is_fragment(request):
        part = "studio/_shelf_items.html" if request.GET.get("after") else "studio/_shelf.html"
    return render(request, part, context)


def _context(request: HttpRequest, viewer: User) -> dict[str, Any]:
    query = request.GET
    tab = query.get("tab", "") if query.get("tab") in TABS else "upload"
    kinds = [kind for kind in query.getlist("kind") if kind in KINDS]
    projects = list(Project.objects.for_user(viewer)[:PROJECTS]) if tab == "project" else []
    slug = query.get("project", "")
    project = next((item for item in projects if item.slug == slug), next(iter(projects), None))
    rows = _rows(viewer, tab, project, kinds, query.get("q", ""))
    try:
        page = keyset.page_of_joined(rows, query.get("after", ""), PAGE)
    except keyset.BadCursor:
        page = keyset.page_of_joined(rows, "", PAGE)
    return {
        "tabs": TABS.items(),
        "tab": tab,
        "kinds": kinds,
        "projects": projects,
        "project": project,
        "q": query.get("q", ""),
        "page": page,
        "empty": _nothing(tab, bool(query.get("q")), project),
    }


def _rows(
    viewer: User, tab: str, project: Project | None, kinds: list[str], words: str
) -> QuerySet[Asset]:
    rows = Asset.objects.for_user(viewer).filter(trashed_at=None).select_related("prompt")
    if tab == "upload":
        rows = rows.filter(author=viewer, origin=Asset.Origin.UPLOAD)
    elif tab == "project":
        rows = rows.filter(project=project) if project else rows.none()
    else:
        rows = rows.filter(origin=Asset.Origin.GENERATED)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return rows.matching(words) if words else rows


def _nothing(tab: str, searched: bool, project: Project | None) -> str:
    if searched:
        return _("Nothing matches.")
    if tab == "upload":
        return _("Nothing uploaded yet.")
    if tab == "project" and project is None:
        return _("There are no projects yet.")
    return _("Nothing here yet.")
