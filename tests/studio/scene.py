"""The engine taken one step at a time, in the test's own thread and transaction.

Everything is real but the clock of the rows: `due()` makes whatever waits due now. Calls go
over real HTTP to a fake vendor on loopback.
"""

import asyncio
import base64
import concurrent.futures
import contextlib
import queue
import threading
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from providers.types import Accepted, Completed, Output
from studio import egress
from studio.credits import ledger
from studio.credits.models import Entry
from studio.lifecycle import answer, late, poll, rescue, submit
from studio.lifecycle.create import Order, create_run
from studio.models import Attempt, Task
from studio.sweep.book import Book
from studio.sweep.carry import Carrier
from tests.conftest import offer, vendor
from tests.engine import run_jobs
from tests.fakes.base import picture

ME = "me"
NOWHERE = "http://127.0.0.1:9"
DATA_URI = f"data:image/png;base64,{base64.b64encode(picture()).decode()}"


class Rows:
    """The sweep's side of the database, in the test's thread: the event loop has its own."""

    def __init__(self):
        self.works = queue.SimpleQueue()

    async def run(self, work, *args):
        done = concurrent.futures.Future()
        self.works.put((done, work, args))
        return await asyncio.wrap_future(done)

    insist = beside = run

    def serve(self, loop):
        """Until the thread of the event loop has ended."""
        while loop.is_alive() or not self.works.empty():
            with contextlib.suppress(queue.Empty):
                done, work, args = self.works.get(timeout=0.01)
                try:
                    done.set_result(work(*args))
                except Exception as error:
                    done.set_exception(error)


def person(name="member", credits=100):
    """Who never signs in, so that nobody waits for a password to be hashed."""
    user = get_user_model().objects.create(username=name)
    with transaction.atomic():
        ledger.grant(ledger.open_account(user), credits, None, "test")
    return user


def an_offer(protocol="grsai", key="nano-banana-2", url=NOWHERE, slug=None, **fields):
    settings = fields.pop("settings", {})
    return offer(vendor(protocol, url, slug=slug, **settings), key, **fields)


def run(author, made, prompt="a red fox", **fields):
    return create_run(Order(author=author, model=made.model, prompt=prompt, **fields))


def task(author, made, prompt="a red fox", **fields):
    return run(author, made, prompt, **fields).tasks.get()


def due():
    """As if all waiting were over; deadlines stay."""
    now = timezone.now()
    Task.objects.filter(next_action_at__isnull=False).update(next_action_at=now)
    Attempt.objects.filter(next_watch_at__isnull=False).update(next_watch_at=now)


def lost_lease(task):
    """As if the process that held it had died long ago."""
    past = timezone.now() - timedelta(hours=1)
    Task.objects.filter(pk=task.pk).update(lease_until=past, next_action_at=past)


def lease(room=50):
    return submit.lease(ME, room)


def sent(task):
    """The task's attempt, committed as sent."""
    (item,) = [item for item in lease() if item.task_id == task.pk]
    assert submit.prepare(item, ME)
    return answer.load(item.attempt_id)


def accepted(task, vendor_id="v-1"):
    attempt = sent(task)
    answer.record(attempt, Accepted({"id": vendor_id}, vendor_id), 200)
    return fresh(attempt)


def delivered(task, *urls):
    """Answered at once with results at these addresses."""
    attempt = sent(task)
    answer.record(attempt, Completed(tuple(Output(url) for url in urls)), 200)
    return fresh(attempt)


def look_at(task):
    """The leased look at a running task."""
    due()
    (item,) = [item for item in poll.lease(ME, 50, 5) if item.task_id == task.pk]
    return item


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def entries(task):
    return sorted(Entry.objects.filter(reference=task.pk).values_list("kind", flat=True))


def carry(*works):
    """Runs coroutines of the sweep's carrier, one after the other, and writes what they leave."""
    book, rows, errors = Book(), Rows(), []
    book.load()

    async def all_of_it():
        async with egress.Session(lanes=4) as session:
            carrier = Carrier(ME, rows, session, book)
            for work in works:
                await work(carrier)
            await rows.run(poll.flush, ME, carrier.stills)

    def guarded():
        try:
            asyncio.run(all_of_it())
        except Exception as error:
            errors.append(error)

    loop = threading.Thread(target=guarded, daemon=True)
    loop.start()
    rows.serve(loop)
    if errors:
        raise errors[0]


def send():
    """Everything that is due is sent, one after the other."""
    due()
    leases = lease() + rescue.lease_again(ME, 50)
    carry(*[lambda carrier, item=item: carrier.submit(item) for item in leases])


def look():
    """Every running or watched task is looked at once."""
    due()
    items = poll.lease(ME, 50, 5) + late.lease(50, 5)
    carry(*[lambda carrier, item=item: carrier.look(item) for item in items])


def step():
    rescue.rescue()
    send()
    look()
    run_jobs()


def play(task, steps=8):
    """Steps until the task is final; says what it became."""
    for _ in range(steps):
        step()
        if fresh(task).is_final:
            break
    return fresh(task)
