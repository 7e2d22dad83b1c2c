"""Continuous: leases while calls are in flight, and never waits for the slowest of a batch."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone

from studio import egress, queue
from studio.lifecycle import poll, rescue, submit
from studio.models import Lease, Task
from studio.sweep.carry import Book, Carrier
from studio.sweep.hold import Hold
from studio.sweep.rows import Rows

log = logging.getLogger(__name__)
REFRESH_BOOK = 5.0  # seconds
SOON = 120.0  # a task due within this keeps the sweep awake


def sweep(cluster: str = "") -> bool:
    """Run until idle or told to stop; False when another sweep is at it."""
    hold = Hold(cluster)
    if not hold.take():
        return False
    try:
        asyncio.run(Loop(hold).run())
    finally:
        hold.give_back()
    if not _is_told(hold) and _due_now():
        queue.ring_sweep()  # rang between our last look and giving the lease back
    return True


def _is_told(hold: Hold) -> bool:
    return Lease.objects.filter(name=hold.name, stop=True).exists()


def _due_now() -> bool:
    return Task.objects.filter(next_action_at__lte=timezone.now()).exists()


class Loop:
    def __init__(self, hold: Hold) -> None:
        self.hold = hold
        self.rows = Rows()
        self.book = Book()
        self.flying: set[asyncio.Task[None]] = set()
        self.submitting = 0
        self.clock: dict[str, float] = {}
        self.awake_until = time.monotonic() + settings.SWEEP_LINGER
        self.stopping = False

    async def run(self) -> None:
        try:
            async with egress.Session(lanes=settings.POLL_LANES) as session:
                self.carrier = Carrier(self.hold.owner, self.rows, session, self.book)
                while not self.stopping:
                    await self._tick_safely()
                await self._end()
        finally:
            self.rows.close()

    async def _tick_safely(self) -> None:
        """A database that restarts costs a pause, not the sweep."""
        began = time.monotonic()
        took = 0
        try:
            took = await self._tick()
        except (OperationalError, InterfaceError):
            log.exception("The sweep waits for the database")
            await asyncio.sleep(1)
        spent = time.monotonic() - began
        await asyncio.sleep(0.01 if took else max(0.0, settings.SWEEP_TICK - spent))

    async def _tick(self) -> int:
        if self._every("renew", settings.SWEEP_LEASE / 4) and not await self.rows.run(
            self.hold.renew
        ):
            self.stopping = True
            return 0
        if self._every("book", REFRESH_BOOK):
            await self.rows.run(self.book.load)
        if self._every("rescue", settings.RESCUE_EVERY):
            await self.rows.run(rescue.rescue)
        took = await self._lease()
        await self._flush()
        if took or self.flying:
            self.awake_until = time.monotonic() + settings.SWEEP_LINGER
        elif time.monotonic() > self.awake_until:
            self.stopping = not await self.rows.run(_due_soon)
            self.awake_until = time.monotonic() + min(5.0, settings.SWEEP_LINGER)
        return took

    def _every(self, name: str, seconds: float) -> bool:
        now = time.monotonic()
        if now < self.clock.get(name, 0):
            return False
        self.clock[name] = now + seconds
        return True

    async def _lease(self) -> int:
        room = settings.SUBMIT_LANES - self.submitting
        sends = await self.rows.run(submit.lease, self.hold.owner, room)
        if room > len(sends) and self._every("again", 1.0):
            sends += await self.rows.run(rescue.lease_again, self.hold.owner, room - len(sends))
        if any(send.key.pk not in self.book.keys for send in sends):
            await self.rows.run(self.book.load)
        looking = len(self.flying) - self.submitting
        room = settings.POLL_LANES * 4 - looking
        looks = await self.rows.run(poll.lease, self.hold.owner, room, self._longest_look())
        if self._every("late", 5.0):
            looks += await self.rows.run(
                poll.lease_late, max(room - len(looks), 0), self._longest_look()
            )
        for send in sends:
            self._fly(self.carrier.submit(send), submission=True)
        for look in looks:
            self._fly(self.carrier.look(look))
        return len(sends) + len(looks)

    def _longest_look(self) -> float:
        return max((p.settings.poll_timeout for p in self.book.providers.values()), default=20.0)

    def _fly(self, work: Coroutine[Any, Any, None], submission: bool = False) -> None:
        task = asyncio.create_task(work)
        self.flying.add(task)
        self.submitting += submission
        task.add_done_callback(lambda done: self._landed(done, submission))

    def _landed(self, task: asyncio.Task[None], submission: bool) -> None:
        self.flying.discard(task)
        self.submitting -= submission
        if not task.cancelled() and (error := task.exception()):
            log.error("Work of the sweep broke; its lease will run out", exc_info=error)

    async def _flush(self) -> None:
        stills, self.carrier.stills[:] = list(self.carrier.stills), []
        if stills:
            await self.rows.run(poll.flush, self.hold.owner, stills)

    async def _end(self) -> None:
        """Take nothing more; wait for the calls in flight, and write what they bring."""
        while self.flying:
            await asyncio.wait(self.flying, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            await self._flush()
            await self.rows.run(self.hold.keep)
        await self._flush()


def _due_soon() -> bool:
    soon = timezone.now() + timedelta(seconds=SOON)
    return Task.objects.filter(next_action_at__lte=soon).exists()
