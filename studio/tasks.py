"""Job entry points: ids in, no logic. `queue.enqueue` names them by dotted path."""

from uuid import UUID

from django.utils import timezone

from studio import live, queue, timings, watchdog
from studio import sweep as sweeping
from studio.credits import quotas
from studio.lifecycle import archive as archiving
from studio.lifecycle import derive as deriving


def sweep() -> None:
    sweeping.sweep()


def archive(task_id: str) -> None:
    archiving.archive(UUID(task_id))


def derive(asset_id: str) -> None:
    deriving.derive(UUID(asset_id))


def watch() -> None:
    """Rung every minute: wakes the sweep if its ring was lost, counts how long things took."""
    queue.ring_sweep()
    timings.refresh()


def echo() -> None:
    """Proves that the cluster it runs in still works off its queue."""
    watchdog.beat(watchdog.cluster_name())


def tidy() -> None:
    """Rung every day: drops the feed nobody waits for, refills the quotas that are due."""
    live.forget_old()
    quotas.refill_all(timezone.now())
