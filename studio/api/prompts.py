from ninja import Query, Router, Status

from providers.said import said
from studio import keyset, library
from studio.api.access import Request
from studio.api.bodies import PromptBody
from studio.api.errors import Refusal
from studio.api.orders import project_of
from studio.api.pages import Paging
from studio.api.schemas import Listing, PromptOut
from studio.models import Prompt

router = Router(tags=["Prompts"])


@router.get("/prompts", response=Listing[PromptOut])
def list_prompts(request: Request, paging: Query[Paging]) -> Listing[PromptOut]:
    """Saved prompts: one's own and the team's."""
    rows = library.saved(request.user).select_related("author", "project")
    page = keyset.page(rows, paging.cursor, paging.limit)
    return Listing(items=[_out(row) for row in page.items], next=page.next or None)


@router.post("/prompts", response={201: PromptOut})
def save_prompt(request: Request, body: PromptBody) -> Status[PromptOut]:
    project = project_of(request.user, body.project)
    if not request.user.may_generate or (project and not project.may_create(request.user)):
        raise Refusal(403, "forbidden", said("You may not save prompts here."))
    fields = body.model_dump(exclude={"text", "project"}) | {"project": project}
    return Status(201, _out(library.save(request.user, body.text, fields)))


def _out(prompt: Prompt) -> PromptOut:
    return PromptOut(
        id=str(prompt.pk),
        title=prompt.title,
        text=prompt.text,
        negative=prompt.negative,
        author=prompt.author.username,
        project=prompt.project.slug if prompt.project else None,
        visibility=prompt.visibility,
        created_at=prompt.created_at,
    )
