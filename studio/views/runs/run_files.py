"""The finished files of one run as a zip."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from studio import audit
from studio.models import Asset, Run
from studio.models.project import TEAM
from studio.views.runs.zipping import zip_file
from studio.views.shell import person


@require_safe
def files_zip(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    """What the viewer may see of it. What an admin takes of others' private things is kept."""
    viewer = person(request)
    run = get_object_or_404(Run.objects.for_user(viewer), pk=pk)
    if viewer.is_admin and run.audience != TEAM and run.author_id != viewer.pk:
        audit.note(viewer, "run.download", str(run.pk))
    rows = Asset.objects.for_user(viewer).filter(run=run, trashed_at=None)
    return zip_file(rows, f"run-{run.created_at:%Y-%m-%d}-{run.pk.hex[:6]}.zip")
