"""Finished pictures and videos side by side: what was set for each, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from studio import marks
from studio.models import Asset, User, Vote
from studio.templatetags.studio import clock
from studio.views.settings_list import settings_of_run
from studio.views.words import credits

MOST = 4
MODES = ("side", "slider", "flicker", "grid")
GROUNDS = ("dark", "grey", "white")  # what the pictures stand on
DIFFERENCES = "differences"


@dataclass(frozen=True, slots=True)
class View:
    """How they are looked at: what the address says beside which."""

    mode: str = ""
    ground: str = ""
    only: str = ""  # of the settings: all of them, or DIFFERENCES


PLAIN = View()


@dataclass(frozen=True, slots=True)
class Item:
    """One of those that are compared."""

    asset: Asset
    number: int
    without: str  # the page without it
    is_picked: bool = False  # by the viewer, in its row of a batch
    is_favourite: bool = False

    @property
    def row(self) -> str:
        """The row of a batch that it stands in; in each, one is picked."""
        run = self.asset.run
        return f"{run.batch_id}-{run.row}" if run and run.batch_id else ""

    @property
    def name(self) -> str:
        return self.asset.model.name if self.asset.model else self.asset.name or _("Upload")


@dataclass(frozen=True, slots=True)
class Row:
    """One setting across all of them."""

    label: str
    values: Sequence[str]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


def address(keys: Sequence[UUID], view: View = PLAIN) -> str:
    ids = ",".join(map(str, keys))  # safe in an address, and so are the other words
    more = {"mode": view.mode, "bg": view.ground, "only": view.only}
    return f"{reverse('compare')}?ids={ids}" + "".join(f"&{k}={v}" for k, v in more.items() if v)


def load(viewer: User, keys: Sequence[UUID]) -> list[Asset]:
    """Those that the viewer may see, in the order asked for. One query."""
    rows = Asset.objects.for_user(viewer).filter(pk__in=keys, trashed_at=None)
    links = ("author", "model", "vendor", "prompt", "run__model", "task__offer__vendor")
    found = {asset.pk: asset for asset in rows.select_related(*links).defer("search_text")}
    return [found[pk] for pk in keys if pk in found]


def first_of_run(viewer: User, run: UUID) -> list[UUID]:
    """As many of its results as stand side by side."""
    rows = Asset.objects.for_user(viewer).filter(run=run, trashed_at=None)
    return list(rows.order_by("position").values_list("pk", flat=True)[:MOST])


def items(assets: Sequence[Asset], view: View, viewer: User) -> list[Item]:
    keys = [asset.pk for asset in assets]
    starred = marks.favourites(viewer, keys)
    votes = Vote.objects.filter(user=viewer, run__in=[asset.run_id for asset in assets])
    picked = set(votes.values_list("run", flat=True))
    return [
        Item(
            asset,
            number,
            address([pk for pk in keys if pk != asset.pk], view),
            asset.run_id in picked,
            asset.pk in starred,
        )
        for number, asset in enumerate(assets, 1)
    ]


def rows(assets: Sequence[Asset]) -> list[Row]:
    """What differs comes first."""
    told = [dict(_facts(asset)) for asset in assets]
    labels = dict.fromkeys(label for facts in told for label in facts)
    found = [Row(label, [facts.get(label, "–") for facts in told]) for label in labels]
    return sorted(found, key=lambda row: not row.differs)


def _facts(asset: Asset) -> list[tuple[str, str]]:
    prompt = asset.prompt.text if asset.prompt else ""
    found = [(_("Prompt"), prompt)] if prompt else []
    if asset.run and asset.task:
        found += settings_of_run(asset.run, asset.task.params)
    if asset.vendor:
        found.append((_("Vendor"), asset.vendor.name))
    if asset.task:
        found += _made(asset)
    if asset.width and asset.height:
        found.append((_("Pixels"), f"{asset.width} × {asset.height}"))
    if asset.duration:
        found.append((_("Length"), clock(asset.duration)))
    found.append((_("By"), asset.author.display_name))
    return found


def _made(asset: Asset) -> list[tuple[str, str]]:
    task = asset.task
    if task is None:
        return []
    found = [(_("Credits"), credits(task.credits))]
    if task.accepted_at and task.finished_at:
        found.append((_("Making time"), clock(task.finished_at - task.accepted_at)))
    return found


def mode_of(word: str, assets: Sequence[Asset]) -> str:
    """The one asked for, where it can show these: a slider and a flicker take two."""
    if word not in MODES:
        word = "side"
    if word == "slider" and len(assets) != 2:
        return "grid" if len(assets) > 2 else "side"
    return word
