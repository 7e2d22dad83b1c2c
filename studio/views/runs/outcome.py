"""What became of a run, in one sentence: for its header, and for who cannot see the tiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.credits.statements import Charge
from studio.views.runs.ledger_note import credits_returned
from studio.views.runs.tiles import Tile


def sentence(tiles: Sequence[Tile], kind: str, charge: Charge) -> str:
    """Empty while something is still to come."""
    if not tiles or any(tile.is_waiting for tile in tiles):
        return ""
    states = Counter(tile.state for tile in tiles)
    done, failed = states["done"], states["failed"] + states["missing"]
    words = {"n": done, "done": done, "all": len(tiles), "failed": failed}
    if done == len(tiles):
        return _ready(kind, done)
    if done and failed:
        return _("%(done)s of %(all)s ready, %(failed)s failed") % words
    if done:
        return _("%(done)s of %(all)s ready") % words
    return _failed(tiles, kind, failed) if failed else _cancelled(charge)


def note(tiles: Sequence[Tile], charge: Charge) -> str:
    """ "3 of 4 made · 3 credits returned", where some of it is missing."""
    made = sum(tile.state == "done" for tile in tiles)
    if not made or made == len(tiles) or any(tile.is_waiting for tile in tiles):
        return ""
    text = _("%(made)s of %(all)s made") % {"made": made, "all": len(tiles)}
    return f"{text} · {credits_returned(charge.returned)}" if charge.returned else text


def cost(charge: Charge, *, with_returned: bool = True) -> str:
    """ "12 credits charged · 3 credits returned"; what is neither yet, is reserved."""
    pending = charge.reserved - charge.charged - charge.returned - charge.lapsed
    found = [
        _charged(charge.charged) if charge.charged else "",
        _reserved(pending) if pending else "",
        credits_returned(charge.returned) if charge.returned and with_returned else "",
    ]
    return " · ".join(filter(None, found))


def _charged(amount: int) -> str:
    return ngettext("%(n)s credit charged", "%(n)s credits charged", amount) % {"n": amount}


def _reserved(amount: int) -> str:
    return ngettext("%(n)s credit reserved", "%(n)s credits reserved", amount) % {"n": amount}


def _ready(kind: str, count: int) -> str:
    if kind == "video":
        text = ngettext("%(n)s video ready", "%(n)s videos ready", count)
    else:
        text = ngettext("%(n)s image ready", "%(n)s images ready", count)
    return text % {"n": count}


def _failed(tiles: Sequence[Tile], kind: str, count: int) -> str:
    title = next((tile.title for tile in tiles if tile.state == "failed"), _("Not made"))
    words = {"n": count, "reason": title[:1].lower() + title[1:]}
    if kind == "video":
        text = ngettext("%(n)s video failed: %(reason)s", "%(n)s videos failed: %(reason)s", count)
    else:
        text = ngettext("%(n)s image failed: %(reason)s", "%(n)s images failed: %(reason)s", count)
    return text % words


def _cancelled(charge: Charge) -> str:
    text = ngettext(
        "Cancelled, %(n)s credit returned", "Cancelled, %(n)s credits returned", charge.returned
    )
    return text % {"n": charge.returned}
