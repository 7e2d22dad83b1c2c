"""Carrying one submission or one look to the vendor and its answer back into the rows."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from providers.base import Provider
from providers.errors import ProviderError
from providers.params import InvalidParams
from providers.types import Accepted, Failed, Outcome, Pending, Reply, Succeeded
from studio import catalog, egress, keyring
from studio.files import StorageTrouble
from studio.lifecycle import answer, poll
from studio.lifecycle import submit as submitting
from studio.lifecycle.poll import Poll, Still
from studio.models import Attempt, Offer, Task, Vendor, VendorKey
from studio.sweep.rows import Rows

log = logging.getLogger(__name__)
REVIEW = timedelta(days=1)


class Book:
    """What the sweep knows of vendors, keys and offers; read anew every few seconds."""

    def __init__(self) -> None:
        self.vendors: dict[Any, Vendor] = {}
        self.keys: dict[Any, str] = {}
        self.providers: dict[Any, Provider] = {}
        self.advice: dict[Any, tuple[float, float, float]] = {}

    def load(self) -> None:
        """Keys first: whatever a key points to was there before it."""
        keys = {key.pk: keyring.open_key(key) for key in VendorKey.objects.all()}
        offers = {offer.pk: offer for offer in Offer.objects.select_related("vendor")}
        self.vendors = {vendor.pk: vendor for vendor in Vendor.objects.all()}
        self.providers = {pk: catalog.adapter(vendor) for pk, vendor in self.vendors.items()}
        self.advice = {pk: poll.advice(offer, offer.vendor) for pk, offer in offers.items()}
        self.keys = keys

    def target(
        self, vendor_id: Any, key_id: Any, provider: Provider, total: float
    ) -> egress.Target:
        return egress.Target(
            base_url=self.vendors[vendor_id].root,
            key=self.keys[key_id],
            auth=provider.auth,
            connect_timeout=provider.settings.connect_timeout,
            total_timeout=total,
        )


class Carrier:
    def __init__(self, owner: str, rows: Rows, session: egress.Session, book: Book) -> None:
        self.owner, self.rows, self.session, self.book = owner, rows, session, book
        self.stills: list[Still] = []

    async def submit(self, lease: submitting.Submission) -> None:
        """One paid call, at most; every ending is written down."""
        prepared = await self._prepare(lease)
        if prepared is None:
            return
        attempt = await self.rows.run(answer.load, lease.attempt_id)
        vendor_id = attempt.vendor_id
        target = self.book.target(
            vendor_id, lease.key.pk, prepared.provider, submitting.call_timeout(prepared)
        )
        try:
            if prepared.call.stream:
                await self._stream(prepared, target, attempt)
            else:
                reply = await egress.perform(prepared.call, target, client=self.session.submits)
                await self._answered(prepared, attempt, self._clean(reply, lease.key.pk))
        except egress.NotSent as trouble:
            await self.rows.run(answer.record_not_sent, attempt, trouble.reason)
        except egress.Unknown as trouble:
            await self.rows.run(answer.record_unknown, attempt, trouble.reason)

    async def _prepare(self, lease: submitting.Submission) -> submitting.Prepared | None:
        try:
            return await self.rows.beside(submitting.prepare, lease, self.owner)
        except InvalidParams as error:
            await self._broken(lease, "invalid_params", str(error))
        except (OSError, StorageTrouble):
            await self._broken(lease, "invalid_params", "a reference file cannot be read")
        return None

    async def _broken(self, lease: submitting.Submission, kind: str, detail: str) -> None:
        attempt = await self.rows.run(answer.load, lease.attempt_id)
        await self.rows.run(answer.record_broken, attempt, kind, detail)

    def _clean(self, reply: Reply, key_id: Any) -> Reply:
        """A vendor that echoes our key must not make us store it."""
        key = self.book.keys[key_id].encode()
        return (
            Reply(reply.status, reply.body.replace(key, b"[key]"), reply.headers)
            if len(key) > 3
            else reply
        )

    async def _answered(
        self, prepared: submitting.Prepared, attempt: Attempt, reply: Reply
    ) -> None:
        await self.rows.run(answer.keep_reply, attempt.pk, reply)
        said = answer.read(attempt, prepared.request, reply)
        await self.rows.run(answer.record, attempt, said, reply.status)

    async def _stream(
        self, prepared: submitting.Prepared, target: egress.Target, attempt: Attempt
    ) -> None:
        """A stream that breaks before an id was seen is unknown; after it, the task is asked for."""
        async with egress.stream(prepared.call, target, client=self.session.submits) as opened:
            if opened.reply is not None:
                reply = self._clean(opened.reply, prepared.submission.key.pk)
                await self._answered(prepared, attempt, reply)
            elif not await self._listen(prepared, attempt, opened.events):
                raise egress.Unknown("the stream ended early")

    async def _listen(
        self, prepared: submitting.Prepared, attempt: Attempt, events: AsyncIterator[bytes]
    ) -> bool:
        """True once the vendor's id or its final word is committed."""
        accepted = False
        try:
            async for event in events:
                outcome = _event(prepared, event)
                if isinstance(outcome, Succeeded | Failed):
                    await self._final(attempt, outcome, accepted)
                    return True
                if isinstance(outcome, Pending) and outcome.task_id and not accepted:
                    await self._accept(prepared, attempt, outcome)
                    accepted = True
        except egress.EgressError:
            if not accepted:
                raise
        return accepted

    async def _accept(
        self, prepared: submitting.Prepared, attempt: Attempt, outcome: Pending
    ) -> None:
        operation = prepared.provider.adopt({"id": outcome.task_id}, prepared.request)
        await self.rows.run(answer.record, attempt, Accepted(operation, outcome.task_id), 200)

    async def _final(self, attempt: Attempt, outcome: Succeeded | Failed, accepted: bool) -> None:
        if accepted:
            await self.rows.run(poll.record_for, attempt.pk, outcome)
        else:
            await self.rows.run(answer.record, attempt, answer.verdict(outcome), 200)

    async def look(self, item: Poll) -> None:
        """One look at one task. Nothing final goes into the next bulk write."""
        provider = self.book.providers[item.vendor_id]
        outcome = await self._ask(item, provider)
        if isinstance(outcome, Pending) and outcome.unknown_status:
            await self.rows.run(
                poll.note_word, self.book.vendors[item.vendor_id], outcome.unknown_status
            )
        said = poll.judge(item, provider, self.book.advice[item.offer_id], outcome)
        if isinstance(said, Succeeded | Failed):
            await self.rows.run(poll.record, item, said)
        elif isinstance(said, Still):
            await self._still(item, said)

    async def _ask(self, item: Poll, provider: Provider) -> Outcome | ProviderError | str:
        target = self.book.target(
            item.vendor_id, item.key_id, provider, provider.settings.poll_timeout
        )
        try:
            reply = await egress.perform(
                provider.poll(item.operation), target, client=self.session.polls
            )
            return provider.read_poll(reply, item.operation)
        except egress.CallError as trouble:
            return trouble.reason
        except ProviderError as error:
            return error

    async def _still(self, item: Poll, said: Still) -> None:
        if _is_over(item, said):
            await self.rows.run(poll.expire, item)
        else:
            self.stills.append(said)


def _event(prepared: submitting.Prepared, event: bytes) -> Outcome | None:
    try:
        return prepared.provider.read_event(event, prepared.request)
    except ProviderError as error:
        log.warning("Unreadable event: %s", error.kind)
        return None


def _is_over(item: Poll, said: Still) -> bool:
    """Past its deadline. While the vendor reviews it, a day more: a review is no hang."""
    if item.deadline_at is None or item.late or item.status != Task.Status.RUNNING:
        return False
    more = REVIEW if said.state == "in_review" else timedelta(0)
    return timezone.now() >= item.deadline_at + more
