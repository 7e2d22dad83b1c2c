"""The ledger told in plain Python: what the machine compares the database with."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Plan:
    allowance: int | None
    period: str
    rollover: int
    enabled: bool = True

    def key(self, now: datetime):
        return now.strftime({"month": "%Y-%m", "week": "%G-W%V", "day": "%Y-%m-%d"}[self.period])


@dataclass
class Books:
    allowance: int | None = 0
    granted: int = 0
    open: dict = field(default_factory=dict)
    resolved: dict = field(default_factory=dict)
    plan: Plan | None = None
    refilled: set = field(default_factory=set)

    @property
    def reserved(self):
        return sum(allowance + granted for allowance, granted in self.open.values())

    @property
    def available(self):
        return None if self.allowance is None else self.allowance + self.granted

    def refill(self, now):
        if self.plan is None or not self.plan.enabled:
            self.allowance = self.allowance or 0
        elif self.plan.allowance is None:
            self.allowance = None
        elif self.plan.key(now) not in self.refilled:
            self.refilled.add(self.plan.key(now))
            self.allowance = min(self.allowance or 0, self.plan.rollover) + self.plan.allowance
        elif self.allowance is None:
            self.allowance = self.plan.allowance

    def reserve(self, wanted, now):
        """Whether there was enough."""
        before = self.allowance, set(self.refilled)
        self.refill(now)
        total = sum(amount for _, amount in wanted)
        if self.available is not None and total > self.available:
            self.allowance, self.refilled = before
            return False
        for reference, amount in wanted:
            from_allowance = amount if self.allowance is None else min(amount, self.allowance)
            self.open[reference] = from_allowance, amount - from_allowance
            self.granted -= amount - from_allowance
            if self.allowance is not None:
                self.allowance -= from_allowance
        return True

    def resolve(self, reference, charged):
        """Whether this was the first time; `charged` is credits of what was reserved."""
        if reference in self.resolved:
            return False
        from_allowance, from_granted = self.open.pop(reference)
        back = max(from_allowance - charged, 0)
        back_granted = from_granted - max(charged - from_allowance, 0)
        room = self._room(back)
        self.granted += back_granted
        if self.allowance is not None:
            self.allowance += room
        reserved = from_allowance + from_granted
        self.resolved[reference] = (reserved, charged, room + back_granted, back - room)
        return True

    def adjust(self, delta):
        """Whether there was enough."""
        if delta >= 0:
            self.granted += delta
            return True
        if -delta > (self.allowance or 0) + self.granted:
            return False
        from_granted = min(-delta, self.granted)
        self.granted -= from_granted
        if self.allowance is not None:
            self.allowance -= -delta - from_granted
        return True

    def _room(self, back):
        plan = self.plan
        if self.allowance is None or plan is None or not plan.enabled or plan.allowance is None:
            return back
        return min(back, max(plan.allowance + plan.rollover - self.allowance, 0))
