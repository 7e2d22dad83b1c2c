"""Continuous: leases while calls are in flight, and never waits for the slowest of a batch."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

import uvloop
from django.conf import settings
from django.utils import timezone

from studio import egress, garbage, queue
from studio.lifecycle import late, poll, rescue, submit
from studio.models import Lease, Task
from studio.sweep.book import Book
from studio.sweep.carry import Carrier
from studio.sweep.hold import Hold
from studio.sweep.rows import Rows

log = logging.getLogger(__name__)
REFRESH_BOOK = 5.0  # seconds
PAUSE = 1.0
SOON = 120.0  # a task due within this keeps the sweep awake


def sweep(cluster: str = "") -> bool:
    """Run until idle or told to stop; False when another sweep is at it."""
    hold = Hold(cluster)
    if not hold.take():
        return False
    try:
        garbage.collect_rarely()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(Loop(hold).run())
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
        began = time.monotonic()
        took = await self._safely(self._tick)
        spent = time.monotonic() - began
        await asyncio.sleep(0.01 if took else max(0.0, settings.SWEEP_TICK - spent))

    async def _safely(self, work: Callable[[], Awaitable[int]]) -> int:
        """A database that restarts, or one bad row, costs a pause, not the calls in flight."""
        try:
            return await work()
        except Exception:
            log.exception("The sweep goes on after a pause")
            await asyncio.sleep(PAUSE)
            return 0

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
        took = await self._send() + await self._look()
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

    async def _send(self) -> int:
        room = settings.SUBMIT_LANES - self.submitting
        took = await self._carry(await self.rows.run(submit.lease, self.hold.owner, room))
        if room > took and self._every("again", 1.0):
            again = await self.rows.run(rescue.lease_again, self.hold.owner, room - took)
            took += await self._carry(again)
        return took

    async def _carry(self, sends: list[submit.Submission]) -> int:
        if any(send.key.pk not in self.book.keys for send in sends):
            await self.rows.run(self.book.load)
        for send in sends:
            self._fly(self.carrier.submit(send), submission=True)
        return len(sends)

    async def _look(self) -> int:
        looking = len(self.flying) - self.submitting
        room = settings.POLL_LANES * 4 - looking
        looks = await self.rows.run(poll.lease, self.hold.owner, room, self._longest_look())
        if self._every("late", 5.0):
            looks += await self.rows.run(
                late.lease, max(room - len(looks), 0), self._longest_look()
            )
        for look in looks:
            self._fly(self.carrier.look(look))
        return len(looks)

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

    async def _flush(self) -> int:
        stills, self.carrier.stills[:] = list(self.carrier.stills), []
        if stills:
            await self.rows.run(poll.flush, self.hold.owner, stills)
        return len(stills)

    async def _end(self) -> None:
        """Take nothing more; wait for the calls in flight, and write what they bring."""
        while self.flying:
            await asyncio.wait(self.flying, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            await self._safely(self._keep)
        await self._safely(self._flush)

    async def _keep(self) -> int:
        await self.rows.run(self.hold.keep)
        return await self._flush()


def _due_soon() -> bool:
    soon = timezone.now() + timedelta(seconds=SOON)
    return Task.objects.filter(next_action_at__lte=soon).exists()
