"""Another offer after a refusal that proves nothing was made.

Only an offer that makes the same outputs from the same request, at no more than the
price the member was shown. A request that the member pinned to a vendor stays there.
"""

from __future__ import annotations

from providers.catalog import Given
from providers.errors import ProviderError
from providers.params import InvalidParams
from studio import routing, vitals
from studio.models import Attempt, Task

OF_THE_VENDOR = ("auth", "vendor_balance", "model_offline", "busy", "rate_limited", "not_found")
PATIENCE = {"busy": 3, "rate_limited": 3, "model_offline": 2}  # refusals before going elsewhere


def elsewhere(task: Task, attempt: Attempt, error: ProviderError) -> bool:
    """Point the task at another offer; False when there is none or no need."""
    if error.kind not in OF_THE_VENDOR or task.pinned:
        return False
    earlier = Attempt.objects.filter(task=task)
    if earlier.filter(offer_id=attempt.offer_id).count() < PATIENCE.get(error.kind, 1):
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
        Given(item.role, item.asset.kind, item.asset.mime, item.asset.bytes)
        for item in task.references.select_related("asset")
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
