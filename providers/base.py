"""The interface that every vendor's adapter has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from providers.settings import VendorSettings
from providers.types import (
    Auth,
    Call,
    GenerationRequest,
    Operation,
    Outcome,
    Reply,
    Submitted,
)


class Provider(ABC):
    """One vendor protocol. Pure: the same input gives the same output, no I/O.

    `submit` and `poll` say what to send; `read_submit` and `read_poll` say what the
    answer means. A `read_*` method returns an outcome or raises a ProviderError,
    whatever bytes it is given. The judging order is: HTTP status, envelope code,
    task status, a usable result; a 200 or a progress of 100 alone means nothing.
    """

    slug: ClassVar[str]
    label: ClassVar[str]
    base_url: ClassVar[str] = ""  # the documented host; "" where the admin must give it
    auth: ClassVar[Auth] = Auth()
    needs_key: ClassVar[bool] = True
    Settings: ClassVar[type[VendorSettings]] = VendorSettings

    can_cancel: ClassVar[bool] = False
    can_call_back: ClassVar[bool] = False
    has_balance: ClassVar[bool] = False

    def __init__(self, settings: VendorSettings | None = None) -> None:
        self.settings: Any = settings or self.Settings()

    @abstractmethod
    def submit(self, request: GenerationRequest) -> Call:
        """The request that creates one task."""

    @abstractmethod
    def read_submit(self, reply: Reply, request: GenerationRequest) -> Submitted:
        """Accepted or Completed, by the shape of the answer; raises a ProviderError."""

    @abstractmethod
    def poll(self, operation: Operation) -> Call:
        """The request that asks how a task is doing."""

    @abstractmethod
    def read_poll(self, reply: Reply, operation: Operation) -> Outcome:
        """Pending, Succeeded or Failed; raises a ProviderError."""

    def read_event(self, data: bytes, request: GenerationRequest) -> Outcome | None:
        """One server-sent event of a streamed submit; None for one that says nothing."""
        raise NotImplementedError

    def is_synchronous(self, request: GenerationRequest) -> bool:
        """Does the answer to `submit` usually carry the results themselves?"""
        return False

    def cancel(self, operation: Operation) -> Call:
        """The request that stops a task. Only where `can_cancel`."""
        raise NotImplementedError

    def read_cancel(self, reply: Reply, operation: Operation) -> bool:
        """Whether the vendor stopped it."""
        raise NotImplementedError

    def read_callback(self, body: bytes) -> Operation | None:
        """The operation a callback speaks of: a hint to ask, never a fact."""
        raise NotImplementedError

    def adopt(self, hint: Operation, request: GenerationRequest) -> Operation:
        """Build the full operation from a callback's hint, or from a stream's `{"id": …}`.

        For a submission whose answer was lost: nothing of it is known but what was sent.
        """
        return dict(hint)

    def balance(self) -> Call:
        """The request that asks what our account holds. Only where `has_balance`."""
        raise NotImplementedError

    def read_balance(self, reply: Reply) -> str:
        """The amount in the vendor's own unit, as text; raises a ProviderError."""
        raise NotImplementedError

    @abstractmethod
    def check_key(self) -> Call:
        """A free request that tells a good key from a bad one."""

    @abstractmethod
    def read_check_key(self, reply: Reply) -> None:
        """Returns when the key works; raises Unauthorized or another ProviderError."""
