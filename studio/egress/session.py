"""The connections that one sweep needs."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from providers.types import Call, Reply
from studio.egress.calls import perform
from studio.egress.connections import FreshConnections, LaneTransport
from studio.egress.policy import Policy, policy
from studio.egress.wire import Target


class Session:
    """`polls` keeps up to `lanes` connections per vendor open; `submits` keeps none."""

    def __init__(self, *, lanes: int = 64, rules: Policy | None = None) -> None:
        rules = rules or policy()
        self.polls = LaneTransport(lanes, rules)
        self.submits = FreshConnections(rules)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.polls.aclose()


def call_now(call: Call, target: Target, *, rules: Policy | None = None) -> Reply:
    """One call from code that is not async, such as the admin's "test this key"."""
    client = FreshConnections(rules or policy())
    return asyncio.run(perform(call, target, client=client))
