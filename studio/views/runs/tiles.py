"""What one tile shows: a task's state in words, what it still takes, and what became of its credits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from providers.params import InvalidParams
from studio import quote
from studio.credits.statements import Charge
from studio.lifecycle import ask
from studio.models import Asset, Attempt, Task, User
from studio.timings import Typical
from studio.views.runs import failure_facts, failure_words, provenance
from studio.views.runs.ledger_note import ledger_note
from studio.views.runs.shapes import ratio_for, ratio_of
from studio.views.runs.state_words import title_of
from studio.views.runs.states import BLINK, PATIENCE, Facts, stalls_after, state_of

__all__ = ["Sight", "Tile", "ratio_of", "tiles_of"]

S = Task.Status
PICTURED = ("preview", "archiving", "cancelling")  # what may show the unfinished picture
AT_VENDOR = (S.SUBMITTING, S.UNKNOWN, S.RUNNING)
LOOK_AGAIN = timedelta(seconds=15)  # a place in line moves without a word


@dataclass(frozen=True, slots=True)
class Sight:
    """What tiles need beside their tasks, for all of a page at once.

    `saving` are failed tasks whose lost files are being fetched again, `lost` those where
    that can be asked for.
    """

    viewer: User
    charges: Mapping[UUID, Charge] = field(default_factory=dict)
    spans: Mapping[UUID, Typical | None] = field(default_factory=dict)
    places: Mapping[UUID, int] = field(default_factory=dict)
    saving: frozenset[UUID] = frozenset()
    lost: frozenset[UUID] = frozenset()
    now: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class Tile:
    """One expected result of a task. `place` 0 of a task speaks for the whole of it; of what
    is missing, the first does, and it alone has `gap`: how many that are.
    """

    task: Task
    place: int
    state: str
    kind: str
    ratio: int
    sight: Sight
    asset: Asset | None = None
    note: str = ""
    gap: int = 0

    @property
    def id(self) -> str:
        return f"t-{self.task.pk}-{self.place}"

    @property
    def replaces(self) -> str:
        """The tile of the older task that this one was made for."""
        old = self.task.retry_of
        return f"t-{old.pk}-{self.task.position - old.position + self.place}" if old else ""

    @property
    def title(self) -> str:
        return title_of(self.state, self.task, self.kind)

    @property
    def is_waiting(self) -> bool:
        return self.asset is None and self.state not in ("failed", "cancelled", "missing")

    @property
    def is_demo(self) -> bool:
        return self.task.offer.vendor.is_demo

    @property
    def progress(self) -> int | None:
        told = ("running", "preview", "review", "stalled")
        return self.task.progress if self.state in told else None

    @property
    def preview(self) -> str:
        """The address of the unfinished picture: one a task, on its first tile."""
        at = self.task.preview_at
        if at is None or self.place or self.state not in PICTURED:
            return ""
        return f"{reverse('task-preview', args=[self.task.pk])}?v={at.timestamp():.6f}"

    @property
    def spoken(self) -> str:
        """What its bar is called: "Making video, 42 percent"."""
        n = self.progress or 0
        text = ngettext("%(state)s, %(n)s percent", "%(state)s, %(n)s percent", n)
        return text % {"state": self.title, "n": n}

    @property
    def line(self) -> str:
        """ "3rd in line", where that is known."""
        place = self.sight.places.get(self.task.pk) if self.state == "queued" else None
        # A translation of "%(place)s in line" gets the bare number: 3, not 3rd.
        return _("%(place)s in line") % {"place": ordinal(place)} if place else ""

    @property
    def again_at(self) -> datetime | None:
        return self.task.next_action_at if self.state == "retrying" else None

    @property
    def again_in(self) -> timedelta:
        return max((self.again_at or self.sight.now) - self.sight.now, timedelta())

    @property
    def reason(self) -> str:
        kind = self.task.vendor_state if self.state == "retrying" else ""
        return failure_words.reason(kind) if kind else ""

    @property
    def since(self) -> datetime:
        return self.task.accepted_at or self.task.created_at

    @property
    def elapsed(self) -> timedelta:
        return max(self.sight.now - self.since, timedelta())

    @property
    def story(self) -> list[str]:
        """Who was asked; needs the task's attempts prefetched."""
        return provenance.story(self.task)

    @property
    def typical(self) -> int | None:
        span = self.sight.spans.get(self.task.pk)
        return round(span.median) if span and span.median >= 1 else None

    @property
    def late(self) -> int | None:
        span = self.sight.spans.get(self.task.pk)
        return round(max(span.p90, span.median)) if span else None

    @property
    def look_at(self) -> datetime | None:
        """When to ask again though nothing is said to have changed."""
        if self.task.status == S.SUBMITTING and self.state == "queued":
            return self.sight.now + timedelta(seconds=BLINK)
        if self.line:
            return self.sight.now + LOOK_AGAIN
        if self.state in ("running", "preview", "review") and self.late:
            return self.since + timedelta(seconds=stalls_after(self.late) + 1)
        return None

    @property
    def failure(self) -> failure_words.Failure:
        return failure_words.failure_of(self.task)

    @property
    def explanation(self) -> str:
        return failure_facts.explanation(self.task)

    @property
    def silence(self) -> failure_facts.Silence | None:
        return failure_facts.silence(self.task)

    @property
    def said(self) -> str:
        return failure_words.what_the_vendor_said(self.task)

    @property
    def mark(self) -> str:
        return failure_words.marked_field(self.task)

    @property
    def request_id(self) -> str:
        ids = [item.vendor_task_id for item in self.task.attempts.all() if item.vendor_task_id]
        return ids[-1] or "" if ids else ""

    @property
    def is_mine(self) -> bool:
        viewer = self.sight.viewer
        return viewer.is_admin or self.task.author_id == viewer.pk

    @property
    def may_act(self) -> bool:
        """Its buttons stand on one tile of a task, for who may press them."""
        return self.is_mine and self.sight.viewer.may_generate and self.place == 0

    @property
    def is_cancellable(self) -> bool:
        return self.is_mine and self.place == 0 and not self.asset and can_cancel(self.task)

    @property
    def is_out_of_reach(self) -> bool:
        """The vendor has it and cannot stop it: its author may only look away."""
        started = self.task.status in AT_VENDOR and not self.task.cancel_requested_at
        return self.is_mine and self.place == 0 and started and not self.is_cancellable

    @property
    def can_save_again(self) -> bool:
        return self.may_act and self.task.pk in self.sight.lost

    @property
    def fill_price(self) -> int:
        """Credits for making what is missing, at the price of the rest; 0: not to be asked for."""
        may = self.gap and self.is_mine and self.sight.viewer.may_generate
        return quote.delivered(self.task.credits, self.task.outputs, self.gap) if may else 0

    @property
    def can_hurry(self) -> bool:
        return self.may_act and self.state == "retrying"


def tiles_of(task: Task, kind: str, sight: Sight) -> list[Tile]:
    """One tile per result that was expected. Needs offer, vendor, attempts and files loaded."""
    assets = {asset.position - task.position: asset for asset in task.assets.all()}
    state = state_of(facts_of(task, sight))
    places = max(task.outputs, len(assets), 1)
    gap = ask.first_gap(assets, places)
    tiles: list[Tile] = []
    for place in range(places):
        asset = assets.get(place)
        shown = "done" if asset else _unmade(state, place)
        is_first = not asset and place == gap.start
        note = _note(task, sight) if is_first and task.is_final else ""
        lacks = len(gap) if is_first and shown == "missing" else 0
        ratio = ratio_for(task, kind, asset)
        tiles.append(Tile(task, place, shown, kind, ratio, sight, asset, note, lacks))
    return tiles


def _unmade(state: str, place: int) -> str:
    """Of a place without a file. A vendor shows one picture a task, of the first place."""
    if state == "preview" and place:
        return "running"
    return "missing" if state == "done" else state


def facts_of(task: Task, sight: Sight) -> Facts:
    span = sight.spans.get(task.pk)
    since = task.accepted_at or task.created_at
    return Facts(
        status=task.status,
        vendor_state=task.vendor_state,
        attempts=task.attempts_made,
        asked_to_stop=task.cancel_requested_at is not None,
        is_saving_again=task.pk in sight.saving,
        sent_for=_sent_for(list(task.attempts.all()), sight.now),
        elapsed=(sight.now - since).total_seconds(),
        late=max(span.p90, span.median) if span else None,
        has_preview=task.preview_at is not None,
    )


def _sent_for(attempts: list[Attempt], now: datetime) -> float:
    started = attempts[-1].started_at or attempts[-1].created_at if attempts else None
    return (now - started).total_seconds() if started else PATIENCE


def _note(task: Task, sight: Sight) -> str:
    declined = task.failure_code.startswith("policy_")
    return ledger_note(sight.charges.get(task.pk), declined=declined)


def can_cancel(task: Task) -> bool:
    if task.cancel_requested_at:
        return False
    try:
        return ask.is_cancellable(task)
    except InvalidParams:  # the vendor's settings are wrong: nobody can be asked
        return False


def ordinal(number: int) -> str:
    """3rd in English; other languages write the number as their sentence wants it."""
    if (get_language() or "en").partition("-")[0] != "en":
        return str(number)
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
