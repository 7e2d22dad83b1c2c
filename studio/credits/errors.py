"""What the ledger refuses.

LedgerError
├── InsufficientCredits   the account has less than is needed; nothing was written
├── UnknownReference      nothing was ever reserved for it
└── StaleBalance          the balances moved after they were read: a lock is missing
"""

from __future__ import annotations

from uuid import UUID


class LedgerError(Exception):
    pass


class InsufficientCredits(LedgerError):
    def __init__(self, needed: int, available: int) -> None:
        super().__init__(f"{needed} credits are needed, {available} are available")
        self.needed = needed
        self.available = available


class UnknownReference(LedgerError):
    def __init__(self, reference: UUID) -> None:
        super().__init__(f"nothing was reserved for {reference}")
        self.reference = reference


class StaleBalance(LedgerError):
    pass
