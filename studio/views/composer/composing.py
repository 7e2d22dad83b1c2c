"""What the composer holds: from a request, from a run that is used again, from a form sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict

from studio import mentions, preferences, variations
from studio.board import Board
from studio.carried import COUNT, PREFIX, chosen
from studio.choices import Choice
from studio.forms import ComposerForm
from studio.lifecycle.create import Order, check_vendor, digest
from studio.models import Asset, GenerationModel, Run, TaskReference, User
from studio.slots import Slot, place
from studio.views.composer import uploading
from studio.views.composer.asking import Asking
from studio.views.composer.mentioned import places
from studio.views.pickers import choices, pick

Wish = tuple[Asset, str]


@dataclass(slots=True)
class Composer:
    """The form of one model, its references, and the models there are."""

    form: ComposerForm
    choice: Choice
    choices: Sequence[Choice]
    slots: Sequence[Slot] = ()
    asking: Asking | None = None

    def __post_init__(self) -> None:
        self.form.judge(self.slots)

    @property
    def key(self) -> str:
        """What tells a second press of the same form from a new wish."""
        return str(self.form["idempotency_key"].value() or uuid4().hex)

    @property
    def used(self) -> list[Slot]:
        """The references that are sent."""
        return [slot for slot in self.slots if slot.used]

    @property
    def board(self) -> Board:
        return Board(self.slots, self.form.roles, self.form.max_references)

    @property
    def kinds(self) -> list[str]:
        found = {choice.model.kind for choice in self.choices}
        return [kind for kind in ("image", "video") if kind in found]


@dataclass(frozen=True, slots=True)
class Draft:
    """What to begin with, before it is known whether the model can use it."""

    model: str = ""
    kind: str = ""
    was: str = ""  # the kind that `values` were chosen for
    values: dict[str, Any] = field(default_factory=dict)
    references: Sequence[Wish] = ()
    drawn: str = ""  # the model that the form was drawn for, when its values were chosen


def compose(author: User, draft: Draft) -> Composer | None:
    """An unsent form; None where no model is switched on."""
    found = choices()
    choice = pick(found, draft.model, draft.kind)
    if choice is None:
        return None
    liked, kind = preferences.of(author), choice.model.kind
    values = {"visibility": liked.visibility, "project": liked.project} | draft.values
    if draft.was not in ("", kind) and "count" in values:  # four pictures are not four videos
        values[COUNT + draft.was] = values.pop("count")
        values |= {"count": values.pop(COUNT + kind)} if COUNT + kind in values else {}
    usual = next((item.usual for item in found if item.model.slug == draft.drawn), {})
    form = ComposerForm(choice, author, initial=values, usual=usual)
    slots = place(draft.references, form.roles, form.max_references)
    return Composer(form, choice, found, slots)


def sent(request: HttpRequest, author: User) -> Composer | None:
    """The form as it was posted."""
    found = choices()
    choice = pick(found, request.POST.get("model", ""), "")
    if choice is None:
        return None
    form = ComposerForm(choice, author, data=request.POST)
    wishes = posted_references(request.POST, author)
    return Composer(form, choice, found, place(wishes, form.roles, form.max_references))


def draft_of_fields(fields: QueryDict, author: User) -> Draft:
    """What was typed, carried over to another model."""
    names = ("prompt", "count", "project", "visibility", "vendor", "idempotency_key")
    values = {name: fields[name] for name in names if name in fields}
    values |= chosen(fields)
    name, _is, word = fields.get("apply", "").partition("=")  # a cheaper setting was pressed
    if name == "count" or name.startswith(PREFIX):
        values[name] = word
    was, switch = fields.get("kind", ""), fields.get("switch", "")
    kind = switch if switch in GenerationModel.Kind.values else ""
    model = fields.get("to", "") or ("" if kind and kind != was else fields.get("model", ""))
    references = posted_references(fields, author)
    return Draft(model, kind, was, values, references, fields.get("drawn", ""))


def draft_of_run(run: Run, author: User) -> Draft:
    values: dict[str, Any] = {PREFIX + name: value for name, value in run.params.items()}
    values |= {
        "prompt": variations.escaped(run.prompt.text),
        "count": run.count,
        "visibility": run.visibility,
    }
    if run.project:
        values["project"] = run.project.slug
    rows = TaskReference.objects.filter(task__run=run).order_by("task__position", "position")
    pairs = dict.fromkeys(rows.values_list("asset_id", "role"))
    seen = {asset.pk: asset for asset in visible(author, [pk for pk, _role in pairs])}
    wishes = [(seen[pk], role) for pk, role in pairs if pk in seen]
    return Draft(run.model.slug, run.model.kind, run.model.kind, values, wishes)


def run_named(run: str, asset: str, author: User) -> Run | None:
    runs = Run.objects.for_user(author).select_related("prompt", "model", "project")
    if pk := as_uuid(run):
        return runs.filter(pk=pk).first()
    if pk := as_uuid(asset):
        shown = Asset.objects.for_user(author).filter(pk=pk)
        return runs.filter(assets__in=shown).first()
    return None


def posted_references(fields: QueryDict, author: User) -> list[Wish]:
    """The references in the form: two lists in step, of assets and of their roles."""
    names, roles = fields.getlist("ref"), fields.getlist("role")
    dropped = fields.getlist("drop")
    pairs = zip_longest(names, roles[: len(names)], fillvalue="")
    return wishes_of([f"{name}:{role}" for name, role in pairs if name not in dropped], author)


def wishes_of(words: Sequence[str], author: User) -> list[Wish]:
    """`asset` or `asset:role`, of assets the author may see."""
    wanted = [
        (as_uuid(name), role) for name, _colon, role in (word.partition(":") for word in words)
    ]
    seen = {asset.pk: asset for asset in visible(author, [pk for pk, _role in wanted if pk])}
    return [(seen[pk], role) for pk, role in wanted if pk in seen]


def visible(author: User, keys: Sequence[UUID]) -> list[Asset]:
    if not keys:
        return []
    rows = Asset.objects.for_user(author).filter(pk__in=keys, trashed_at=None)
    return list(rows.select_related("prompt"))


def as_uuid(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None


def order_of(composer: Composer, author: User) -> Order:
    """The order a valid form stands for; its digest tells two different ones apart.

    Raises InvalidParams.
    """
    data = composer.form.cleaned_data
    check_vendor(author, data["vendor"])
    order = Order(
        author=author,
        model=composer.choice.model,
        prompt=mentions.renumbered(variations.plain(data["prompt"]), places(composer.slots)),
        params=composer.form.params(),
        references=[(slot.asset, slot.role) for slot in composer.used],
        count=data["count"] or 1,
        vendor=data["vendor"],
        project=data["project"],
        visibility=data["visibility"] or "team",
        quoted=data["quoted"],
        idempotency_key=data["idempotency_key"],
    )
    return replace(order, body_digest=digest(_body(order)))


def _body(order: Order) -> dict[str, Any]:
    return {
        "model": order.model.slug,
        "prompt": order.prompt,
        "params": order.params,
        # By content: a form with files that is sent twice uploads them twice.
        "references": [(asset.sha256, role) for asset, role in order.references],
        "count": order.count,
        "vendor": order.vendor,
        "project": order.project and order.project.slug,
        "visibility": order.visibility,
    }


def take_files(request: HttpRequest, author: User, composer: Composer) -> None:
    """Files that came with the form become references; they stay, whatever else is wrong."""
    wishes: list[Wish] = [(slot.asset, slot.name) for slot in composer.slots]
    for file in request.FILES.getlist("files"):
        try:
            wishes.append((uploading.take(author, file).asset, ""))
        except uploading.Refused as error:
            composer.form.add_error("references", str(error))
    composer.slots = place(wishes, composer.form.roles, composer.form.max_references)
    composer.form.judge(composer.slots)
