"""One press of Generate: a run is admitted as a whole, with its credits, or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from providers.params import InvalidParams
from providers.said import said
from studio import live, queue, quote, routing
from studio.credits import ledger, statements
from studio.credits.errors import InsufficientCredits
from studio.models import (
    Asset,
    Batch,
    GenerationModel,
    Project,
    Prompt,
    Run,
    Task,
    TaskReference,
    User,
    Visibility,
)
from studio.models.project import audience_of
from studio.models.prompt import prompt_digest


class IdempotencyConflict(Exception):
    """The same key came with another body."""


class PriceRose(Exception):
    def __init__(self, quoted: int, credits: int) -> None:
        super().__init__(f"price rose from {quoted} to {credits}")
        self.quoted, self.credits = quoted, credits


class MayNotCreate(Exception):
    """The person may look, but not generate here."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a member asks for. `references` are (asset, role), each already allowed to them."""

    author: User
    model: GenerationModel
    prompt: str
    params: Mapping[str, Any] = field(default_factory=dict)
    references: Sequence[tuple[Asset, str]] = ()
    count: int = 1
    vendor: str = ""
    project: Project | None = None
    visibility: str = Visibility.TEAM
    quoted: int | None = None
    idempotency_key: str = ""
    body_digest: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who makes it and what it costs: the same for the quote and for the run."""

    candidate: routing.Candidate
    parts: tuple[int, ...]  # outputs of each task

    @property
    def credits(self) -> int:
        return self.candidate.price(sum(self.parts))

    @property
    def lines(self) -> list[quote.Line]:
        item = self.candidate
        return quote.lines(item.offer.price, item.spec, item.params, sum(self.parts))


def plan(order: Order) -> Plan:
    """Raises InvalidParams naming each bad field and what is allowed."""
    if not order.model.enabled:
        raise InvalidParams({"model": said("is switched off")})
    if not 1 <= order.count <= settings.MAX_OUTPUTS:
        raise InvalidParams(
            {"count": said("must be from 1 to %(most)s", most=settings.MAX_OUTPUTS)}
        )
    given = [routing.given(role, item) for item, role in order.references]
    wanted = routing.Wanted(order.model, order.prompt, order.params, given, order.vendor)
    best = routing.candidates(wanted)[0]
    return Plan(best, _parts(order.count, best.spec.outputs))


def _parts(count: int, most: int) -> tuple[int, ...]:
    """As few calls as the vendor's outputs per call allow."""
    full, rest = divmod(count, most)
    return (most,) * full + ((rest,) if rest else ())


def digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def create_run(order: Order) -> Run:
    """Reserve the credits and queue the tasks; the same Idempotency-Key gives the same run.

    Raises InvalidParams, InsufficientCredits, PriceRose, MayNotCreate, IdempotencyConflict.
    """
    try:
        return _create(order)
    except Exception:
        # Asked last: most orders are new. A repeated one must not fail for what changed since.
        if found := earlier(order.author, order.idempotency_key, order.body_digest):
            return found
        raise


def _create(order: Order) -> Run:
    check_person(order.author, order.project)
    made = plan(order)
    check_price(order.author, order.quoted, made.credits)
    try:
        with transaction.atomic():
            return _admit(order, made)
    except IntegrityError:  # a twin was faster with the run, or only with the prompt
        with transaction.atomic():
            return _admit(order, made)


def check_price(author: User, quoted: int | None, now: int) -> None:
    """Raises PriceRose; InsufficientCredits where nobody could say yes to the new price."""
    if quoted is None or now <= quoted:
        return
    available = statements.balances(author).available
    if available is not None and now > available:
        raise InsufficientCredits(now, available)
    raise PriceRose(quoted, now)


def check_person(author: User, project: Project | None) -> None:
    """Raises MayNotCreate."""
    if not author.may_generate:
        raise MayNotCreate("viewers look and download")
    if project and not project.may_create(author):
        raise MayNotCreate("you may not add to this project")


def check_vendor(author: User, vendor: str) -> None:
    """Raises InvalidParams: a vendor is named by admins, and by those who may."""
    if vendor and not author.chooses_vendor:
        raise InvalidParams({"vendor": said("is chosen by the studio")})


def earlier(author: User, key: str, body_digest: str) -> Run | None:
    """The run that this Idempotency-Key made. Raises IdempotencyConflict."""
    found = Run.objects.filter(author=author, idempotency_key=key).first() if key else None
    if found and found.body_digest != body_digest:
        raise IdempotencyConflict
    return found


def _admit(order: Order, made: Plan) -> Run:
    [run] = write([Placed(order, made)])
    live.announce_all([("run", run.pk, run.audience), balance_of(order.author)])
    queue.ring_sweep()
    return run


@dataclass(frozen=True, slots=True)
class Placed:
    """An order with its plan, and where its run stands in a batch."""

    order: Order
    made: Plan
    batch: Batch | None = None
    row: int = 0
    column: int = 0


def write(wanted: Sequence[Placed]) -> list[Run]:
    """The rows of one author's orders and the credits for all of them, or nothing.

    The caller holds a transaction. Raises InsufficientCredits; IntegrityError for a twin.
    """
    author = wanted[0].order.author
    prompts = _prompts(author, [item.order for item in wanted])
    runs = [_run(item, prompts[prompt_digest(item.order.prompt)]) for item in wanted]
    Run.objects.bulk_create(runs)
    made = [_tasks(run, item) for run, item in zip(runs, wanted, strict=True)]
    tasks = [task for some in made for task in some]
    Task.objects.bulk_create(tasks)
    TaskReference.objects.bulk_create(
        TaskReference(task=task, asset=asset, role=role, position=place)
        for some, item in zip(made, wanted, strict=True)
        for task in some
        for place, (asset, role) in enumerate(item.order.references)
    )
    ledger.reserve_for(author, [(task.pk, task.credits) for task in tasks])
    return runs


def balance_of(author: User) -> tuple[str, UUID, str]:
    """The news that their credits moved."""
    return "balance", author.pk, f"only:{author.pk}"


def _run(item: Placed, prompt: Prompt) -> Run:
    order = item.order
    return Run(
        author=order.author,
        project=order.project,
        prompt=prompt,
        model=order.model,
        params=dict(order.params),
        count=order.count,
        visibility=order.visibility,
        audience=audience_of(order.author.pk, order.visibility, order.project),
        batch=item.batch,
        row=item.row,
        column=item.column,
        idempotency_key=order.idempotency_key or None,
        body_digest=order.body_digest,
    )


def _prompts(author: User, orders: Sequence[Order]) -> dict[str, Prompt]:
    """By digest. Raises IntegrityError where a twin writes the same one just now."""
    wanted = {prompt_digest(order.prompt): order for order in orders}
    known = Prompt.objects.filter(author=author, digest__in=wanted)
    found = {prompt.digest: prompt for prompt in known}
    fresh = [
        Prompt(
            author=author,
            digest=digest,
            text=order.prompt,
            project=order.project,
            visibility=order.visibility,
        )
        for digest, order in wanted.items()
        if digest not in found
    ]
    Prompt.objects.bulk_create(fresh)
    return found | {prompt.digest: prompt for prompt in fresh}


def _tasks(run: Run, placed: Placed) -> list[Task]:
    order, item = placed.order, placed.made.candidate
    now, position, tasks = timezone.now(), 0, []
    for outputs in placed.made.parts:
        tasks.append(
            Task(
                run=run,
                author=order.author,
                position=position,
                outputs=outputs,
                offer=item.offer,
                pinned=bool(order.vendor),
                params=item.params,
                price=item.offer.price,
                credits=item.price(outputs),
                next_action_at=now,
            )
        )
        position += outputs
    return tasks
