"""Carrying one submission or one look to the vendor and its answer back into the rows."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from providers.base import Provider
from providers.errors import ProviderError
from providers.params import InvalidParams
from providers.types import Accepted, Call, Failed, Outcome, Pending, Reply, Succeeded
from studio import egress
from studio.files import StorageTrouble
from studio.lifecycle import answer, outcomes, poll
from studio.lifecycle import submit as submitting
from studio.lifecycle.poll import Poll, Still
from studio.models import Attempt, Task
from studio.sweep.book import ADVICE, Book
from studio.sweep.rows import Rows

log = logging.getLogger(__name__)
REVIEW = timedelta(days=1)


class Carrier:
    def __init__(self, owner: str, rows: Rows, session: egress.Session, book: Book) -> None:
        self.owner, self.rows, self.session, self.book = owner, rows, session, book
        self.stills: list[Still] = []
        self.words: set[tuple[UUID, str]] = set()  # listed already

    async def submit(self, lease: submitting.Submission) -> None:
        """One paid call, at most; every ending is written down."""
        if not self.book.knows(lease.key.vendor_id, lease.key.pk):
            await self._unsent(lease, "the vendor's settings or key cannot be read")
            return
        prepared = await self._prepare(lease)
        if prepared is None:
            return
        attempt = await self.rows.insist(answer.load, lease.attempt_id)
        target = self.book.target(
            attempt.vendor_id, lease.key.pk, prepared.provider, submitting.call_timeout(prepared)
        )
        try:
            if prepared.call.stream:
                await self._stream(prepared, target, attempt)
            else:
                reply = await egress.perform(prepared.call, target, client=self.session.submits)
                await self._answered(prepared, attempt, self._clean(reply, lease.key.pk))
        except egress.NotSent as trouble:
            await self.rows.insist(answer.record_not_sent, attempt, trouble.reason)
        except egress.Unknown as trouble:
            await self.rows.insist(answer.record_unknown, attempt, trouble.reason)

    async def _prepare(self, lease: submitting.Submission) -> submitting.Prepared | None:
        try:
            return await self.rows.beside(submitting.prepare, lease, self.owner)
        except InvalidParams as error:
            await self._broken(lease, "invalid_params", str(error))
        except (OSError, StorageTrouble):
            await self._broken(lease, "invalid_params", "a reference file cannot be read")
        return None

    async def _unsent(self, lease: submitting.Submission, reason: str) -> None:
        attempt = await self.rows.run(answer.load, lease.attempt_id)
        await self.rows.run(answer.record_not_sent, attempt, reason)

    async def _broken(self, lease: submitting.Submission, kind: str, detail: str) -> None:
        attempt = await self.rows.run(answer.load, lease.attempt_id)
        await self.rows.run(answer.record_broken, attempt, kind, detail)

    def _clean(self, reply: Reply, key_id: UUID) -> Reply:
        return replace(reply, body=self.book.clean(reply.body, key_id))

    async def _answered(
        self, prepared: submitting.Prepared, attempt: Attempt, reply: Reply
    ) -> None:
        await self.rows.insist(answer.keep_reply, attempt.pk, reply)
        said = answer.read(attempt, prepared.request, reply)
        await self.rows.insist(answer.record, attempt, said, reply.status)

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
                clean = self.book.clean(event, prepared.submission.key.pk)
                outcome = _event(prepared, clean)
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
        await self.rows.insist(answer.record, attempt, Accepted(operation, outcome.task_id), 200)

    async def _final(self, attempt: Attempt, outcome: Succeeded | Failed, accepted: bool) -> None:
        if accepted:
            await self.rows.insist(outcomes.record_for, attempt.pk, outcome)
        else:
            await self.rows.insist(answer.record, attempt, answer.verdict(outcome), 200)

    async def look(self, item: Poll) -> None:
        """One look at one task. Nothing final goes into the next bulk write."""
        if item.wants_to_stop and await self._stopped(item):
            return
        outcome = await self._ask(item)
        if isinstance(outcome, Pending) and outcome.unknown_status:
            await self._note_word(item, outcome.unknown_status)
        said = poll.judge(item, self.book.advice.get(item.offer_id, ADVICE), outcome)
        if isinstance(said, Succeeded | Failed):
            await self.rows.run(outcomes.record, item, said)
        elif isinstance(said, Still):
            await self._still(item, said)

    async def _ask(self, item: Poll) -> Outcome | ProviderError | str:
        """Whatever goes wrong here, the task goes on until its deadline."""
        try:
            provider = self.book.providers[item.vendor_id]
            reply = await self._perform(item, provider, provider.poll(item.operation))
            return provider.read_poll(reply, item.operation)
        except egress.CallError as trouble:
            return trouble.reason
        except ProviderError as error:
            return error
        except Exception:
            log.exception("Attempt %s cannot be asked for", item.attempt_id)
            return "cannot be asked for"

    async def _perform(self, item: Poll, provider: Provider, call: Call) -> Reply:
        target = self.book.target(
            item.vendor_id, item.key_id, provider, provider.settings.poll_timeout
        )
        reply = await egress.perform(call, target, client=self.session.polls)
        return self._clean(reply, item.key_id)

    async def _stopped(self, item: Poll) -> bool:
        """One request to stop it. False: it runs on, and the member may ask again."""
        stopped = await self._stop(item)
        await self.rows.insist(outcomes.asked_to_stop, item, stopped)
        return stopped

    async def _stop(self, item: Poll) -> bool:
        try:
            provider = self.book.providers[item.vendor_id]
            reply = await self._perform(item, provider, provider.cancel(item.operation))
            return provider.read_cancel(reply, item.operation)
        except (egress.CallError, ProviderError, NotImplementedError, KeyError):
            return False

    async def _note_word(self, item: Poll, word: str) -> None:
        if (item.vendor_id, word) not in self.words:
            self.words.add((item.vendor_id, word))
            await self.rows.run(outcomes.note_word, self.book.vendors[item.vendor_id], word)

    async def _still(self, item: Poll, said: Still) -> None:
        if item.status == Task.Status.ARCHIVING:
            await self.rows.run(outcomes.no_address, item, said.wait)
        elif _is_over(item, said):
            await self.rows.run(outcomes.expire, item)
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
