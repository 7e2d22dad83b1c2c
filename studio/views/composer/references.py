"""Files that a vendor fetches: by a signed address that dies with the task."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from studio import references, serving
from studio.models import Task, TaskReference


@login_not_required
@require_safe
def reference(request: HttpRequest, token: str) -> HttpResponseBase:
    pair = references.read_token(token)
    if pair is None:
        raise Http404
    task_id, asset_id = pair
    given = TaskReference.objects.filter(task=task_id, asset=asset_id).select_related("asset")
    found = given.exclude(task__status__in=Task.FINAL).first()
    if found is None:
        raise Http404
    return serving.for_vendor(found.asset)
