"""What one tile shows: a task's state in words, and what became of its credits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from providers.params import InvalidParams
from studio import catalog
from studio.credits.statements import Charge
from studio.lifecycle import ask, failures
from studio.models import Asset, Task, User

S = Task.Status
NARROWEST, WIDEST = 30, 360  # of the ratio classes
BY_KIND = {"image": 100, "video": 178}
EDITABLE = ("policy_prompt", "policy_reference", "policy_output", "bad_setting", "bad_reference")
EXPLANATIONS = {
    "policy_prompt": gettext_lazy(
        "The vendor's safety rules refused this text. Change the wording and try again."
    ),
    "policy_reference": gettext_lazy(
        "A reference was refused, often because of faces, brands or children."
    ),
    "policy_output": gettext_lazy(
        "It was made, but the vendor's check did not release it. Trying again may give another result."
    ),
    "bad_setting": gettext_lazy("The vendor does not accept one of the settings."),
    "bad_reference": gettext_lazy(
        "A reference is damaged or in a format the vendor does not know."
    ),
    "vendor_busy": gettext_lazy("We tried several times. It usually clears in minutes."),
    "vendor_down": gettext_lazy(
        "The vendor has not answered. Try again later or choose another model."
    ),
    "vendor_account": gettext_lazy("Admins can see it. Use another model for now."),
    "timeout": gettext_lazy("No result came in time; we stopped waiting."),
    "save_failed": gettext_lazy("The result exists at the vendor, but its file could not be kept."),
    "interrupted": gettext_lazy("The server restarted during this task."),
    "unknown": gettext_lazy("Admins can look it up by the task's number."),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One expected result of a task. `place` 0 of a task speaks for the whole of it."""

    task: Task
    place: int
    state: str
    title: str
    ratio: int
    asset: Asset | None = None
    progress: int | None = None
    note: str = ""
    is_cancellable: bool = False
    is_mine: bool = False

    @property
    def id(self) -> str:
        return f"t-{self.task.pk}-{self.place}"

    @property
    def replaces(self) -> str:
        """The tile of the failed task that this one was made for."""
        return f"t-{self.task.retry_of_id}-{self.place}" if self.task.retry_of_id else ""

    @property
    def is_waiting(self) -> bool:
        return not self.task.is_final

    @property
    def is_demo(self) -> bool:
        return self.task.offer.vendor.is_demo

    @property
    def since(self) -> datetime:
        return self.task.accepted_at or self.task.created_at

    @property
    def elapsed(self) -> timedelta:
        return max(timezone.now() - self.since, timedelta())

    @property
    def typical(self) -> int | None:
        offer = self.task.offer
        return round(catalog.spec_of(offer).typical) if catalog.is_known(offer) else None

    @property
    def explanation(self) -> str:
        return str(EXPLANATIONS.get(self.task.failure_code, ""))

    @property
    def can_retry(self) -> bool:
        return self.is_mine and self.place == 0 and self.task.status in (S.FAILED, S.CANCELLED)

    @property
    def can_edit(self) -> bool:
        return self.can_retry and self.task.failure_code in EDITABLE


def tiles_of(task: Task, charge: Charge | None, viewer: User, kind: str) -> list[Tile]:
    """One tile per result that was expected. Needs offer, vendor and assets loaded."""
    assets = {asset.position - task.position: asset for asset in task.assets.all()}
    state, title = state_of(task, kind)
    mine = viewer.is_admin or task.author_id == viewer.pk
    tiles, noted = [], False
    for place in range(max(task.outputs, len(assets), 1)):
        asset = assets.get(place)
        here, words = (state, title) if asset is None else ("done", "")
        if asset is None and state == "done":
            here, words = "missing", _("Not made")
        note = "" if asset or noted or not task.is_final else ledger_note(charge)
        noted = noted or bool(note)
        tiles.append(
            Tile(
                task,
                place,
                here,
                words,
                ratio=ratio_of(asset) if asset else asked_ratio(task, kind),
                asset=asset,
                progress=task.progress if here == "running" else None,
                note=note,
                is_cancellable=mine and place == 0 and not asset and can_cancel(task),
                is_mine=mine and viewer.may_generate,
            )
        )
    return tiles


def state_of(task: Task, kind: str) -> tuple[str, str]:
    """(what the tile shows it as, in words): finer than the status, and never stored."""
    vendor = task.offer.vendor.name
    if task.cancel_requested_at and not task.is_final:
        return "cancelling", _("Cancelling…")
    if task.status == S.RUNNING:
        return _running(task, kind, vendor)
    words = {
        S.QUEUED: ("queued", _("Trying again") if task.attempts_made else _("Queued")),
        S.SUBMITTING: ("submitting", _("Sending to %(vendor)s") % {"vendor": vendor}),
        S.UNKNOWN: ("unknown", _("Asking %(vendor)s") % {"vendor": vendor}),
        S.ARCHIVING: ("archiving", _("Saving")),
        S.SUCCEEDED: ("done", ""),
        S.FAILED: ("failed", _(failures.message(task.failure_code))),
        S.CANCELLED: ("cancelled", _("Cancelled")),
    }
    return words[S(task.status)]


def _running(task: Task, kind: str, vendor: str) -> tuple[str, str]:
    if task.vendor_state == "in_review":
        return "review", _("Being checked")
    if task.vendor_state == "queued":
        return "running", _("In line at %(vendor)s") % {"vendor": vendor}
    return "running", _("Making video") if kind == "video" else _("Making image")


def can_cancel(task: Task) -> bool:
    if task.cancel_requested_at:
        return False
    try:
        return ask.is_cancellable(task)
    except InvalidParams:  # the vendor's settings are wrong: nobody can be asked
        return False


def ledger_note(charge: Charge | None) -> str:
    """What became of the credits, as the ledger has it."""
    if charge is None or not charge.reserved:
        return _("Nothing was charged")
    words = {"charged": charge.charged, "returned": charge.returned, "reserved": charge.reserved}
    if not charge.charged and not charge.returned and not charge.lapsed:
        return _("Return on its way")
    if not charge.returned and charge.charged:
        return (
            ngettext("Charged %(charged)s credit", "Charged %(charged)s credits", charge.charged)
            % words
        )
    if charge.charged or charge.lapsed:
        return _("%(returned)s of %(reserved)s credits returned") % words
    return (
        ngettext("%(returned)s credit returned", "%(returned)s credits returned", charge.returned)
        % words
    )


def total(charges: Mapping[UUID, Charge], keys: Sequence[UUID]) -> Charge:
    """The sum over several tasks."""
    found = [charges[key] for key in keys if key in charges]
    return Charge(
        reserved=sum(charge.reserved for charge in found),
        charged=sum(charge.charged for charge in found),
        returned=sum(charge.returned for charge in found),
        lapsed=sum(charge.lapsed for charge in found),
    )


def ratio_of(asset: Asset) -> int:
    return _clamp(asset.width or 0, asset.height or 0) or BY_KIND.get(asset.kind, 100)


def asked_ratio(task: Task, kind: str) -> int:
    """The shape that was asked for, so that the tile never changes it."""
    for name, sign in (("aspect_ratio", ":"), ("size", "x")):
        wide, _sign, high = str(task.params.get(name, "")).partition(sign)
        if wide.isdigit() and high.isdigit() and (found := _clamp(int(wide), int(high))):
            return found
    return BY_KIND.get(kind, 100)


def _clamp(width: int, height: int) -> int:
    """The number of the ratio class, 0 where there is no shape."""
    if not width or not height:
        return 0
    return min(max(round(100 * width / height), NARROWEST), WIDEST)
