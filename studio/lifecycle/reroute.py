"""Another offer for what is proven to have made nothing: it was refused, or never arrived.

Only an offer that makes the same outputs from the same request, at no more than the
price the member was shown. A request that the member pinned to a vendor stays there.
"""

from __future__ import annotations

from providers.params import InvalidParams
from studio import routing, vitals
from studio.models import Attempt, Task

OF_THE_VENDOR = ("auth", "vendor_balance", "model_offline", "busy", "rate_limited", "not_found")
NOT_SENT = "not_sent"
# Tries at one offer before going elsewhere.
PATIENCE = {"busy": 3, "rate_limited": 3, "model_offline": 2, NOT_SENT: 3}


def elsewhere(task: Task, attempt: Attempt, kind: str) -> bool:
    """Point the task at another offer; False when there is none or no need.

    The caller has proof that `attempt`, which ended with `kind`, made nothing.
    """
    if kind not in (*OF_THE_VENDOR, NOT_SENT) or task.pinned:
        return False
    earlier = Attempt.objects.filter(task=task)
    if earlier.filter(offer_id=attempt.offer_id).count() < PATIENCE.get(kind, 1):
        return False
    tried = set(earlier.values_list("offer_id", flat=True))
    found = next(
        (item for item in _others(task) if item.offer.pk not in tried and _fits(task, item)), None
    )
    if found is None:
        return False
    Task.objects.filter(pk=task.pk).update(offer=found.offer, params=found.params)
    return True


def _others(task: Task) -> list[routing.Candidate]:
    given = [
        routing.given(item.role, item.asset) for item in task.references.select_related("asset")
    ]
    run = task.run
    try:
        return routing.candidates(routing.Wanted(run.model, run.prompt.text, run.params, given))
    except InvalidParams:
        return []


def _fits(task: Task, item: routing.Candidate) -> bool:
    return (
        item.spec.outputs >= task.outputs
        and item.price(task.outputs) <= task.credits
        and vitals.read().standing(item.offer) < vitals.Standing.RESTING
    )
