from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from providers.said import said
from studio import keyset
from studio.api import shapes
from studio.api.access import Request
from studio.api.errors import Refusal
from studio.api.pages import Paging
from studio.api.schemas import Listing, TaskOut
from studio.lifecycle import ask
from studio.models import Task

router = Router(tags=["Tasks"])


@router.get("/tasks", response=Listing[TaskOut])
def list_tasks(request: Request, paging: Query[Paging]) -> Listing[TaskOut]:
    page = keyset.page_of_joined(shapes.task_rows(request.user), paging.cursor, paging.limit)
    return Listing(items=shapes.tasks_out(request, page.items), next=page.next or None)


@router.get("/tasks/{uuid:task_id}", response=TaskOut)
def get_task(request: Request, task_id: UUID) -> TaskOut:
    return _one(request, task_id)


@router.post("/tasks/{uuid:task_id}/cancellation", response=TaskOut)
def cancel_task(request: Request, task_id: UUID) -> TaskOut:
    """At once while it waits; later only where the vendor can stop it."""
    ask.cancel(_own(request, task_id))
    return _one(request, task_id)


@router.post("/tasks/{uuid:task_id}/retry", response={201: TaskOut})
def retry_task(request: Request, task_id: UUID) -> Status[TaskOut]:
    """A new task in the same place, at the expense of whoever asks."""
    made = ask.retry(_own(request, task_id), request.user)
    return Status(201, _one(request, made.pk))


def _own(request: Request, task_id: UUID) -> Task:
    """A stranger's task does not exist; a colleague's may be looked at only."""
    rows = Task.objects.for_user(request.user)
    related = ("run__prompt", "run__model", "run__project", "offer__vendor")
    task = get_object_or_404(rows.select_related(*related), pk=task_id)
    if task.author_id != request.user.pk and not request.user.is_admin:
        raise Refusal(403, "forbidden", said("Only its author or an admin may do this."))
    return task


def _one(request: Request, task_id: UUID) -> TaskOut:
    task = get_object_or_404(shapes.task_rows(request.user), pk=task_id)
    return shapes.tasks_out(request, [task])[0]
