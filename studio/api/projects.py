from ninja import Query, Router, Status

from providers.said import said
from studio import keyset, projects
from studio.api.access import Request
from studio.api.bodies import ProjectBody
from studio.api.errors import Refusal
from studio.api.pages import Paging
from studio.api.schemas import Listing, ProjectOut
from studio.models import Project

router = Router(tags=["Projects"])


@router.get("/projects", response=Listing[ProjectOut])
def list_projects(request: Request, paging: Query[Paging]) -> Listing[ProjectOut]:
    rows = Project.objects.for_user(request.user).select_related("owner")
    page = keyset.page(rows, paging.cursor, paging.limit)
    return Listing(items=[_out(row) for row in page.items], next=page.next or None)


@router.post("/projects", response={201: ProjectOut})
def create_project(request: Request, body: ProjectBody) -> Status[ProjectOut]:
    if not request.user.may_generate:
        raise Refusal(403, "forbidden", said("You may look and download, not make projects."))
    made = projects.open_project(request.user, body.name, body.visibility)
    return Status(201, _out(made))


def _out(project: Project) -> ProjectOut:
    return ProjectOut(
        id=str(project.pk),
        slug=project.slug,
        name=project.name,
        visibility=project.visibility,
        owner=project.owner.username,
        created_at=project.created_at,
    )
