"""Which pot gives and which gets back: pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """An amount, divided over the two pots."""

    allowance: int
    granted: int

    @property
    def total(self) -> int:
        return self.allowance + self.granted


def spend(amount: int, allowance_left: int | None) -> Share:
    """The allowance pays first; an unlimited one pays all."""
    allowance = amount if allowance_left is None else min(amount, allowance_left)
    return Share(allowance, amount - allowance)


def unspent(held: Share, charged: int) -> Share:
    """What is over of a reservation, in the pots it came from."""
    spent = spend(charged, held.allowance)
    return Share(held.allowance - spent.allowance, held.granted - spent.granted)


def fitting(returned: int, allowance_left: int | None, ceiling: int | None) -> int:
    """How much of a return the allowance pot still takes; the rest lapses."""
    if allowance_left is None or ceiling is None:
        return returned
    return min(returned, max(ceiling - allowance_left, 0))


def correct(taken: int, granted: int) -> Share:
    """A correction takes grants first: in the allowance the next refill would undo it."""
    from_granted = min(taken, granted)
    return Share(taken - from_granted, from_granted)
