"""The lease row that makes a sweep the only one of its cluster."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from studio import watchdog
from studio.models import Lease


class Hold:
    """`owner` is also written on the tasks that this sweep leases."""

    def __init__(self, cluster: str = "") -> None:
        self.name = f"sweep:{cluster or settings.CLUSTER}"
        self.owner = uuid.uuid4().hex

    def take(self) -> bool:
        """False when another sweep holds it, or when none may start."""
        now = timezone.now()
        free = Lease.objects.filter(Q(until__lt=now) | Q(owner=""), name=self.name, stop=False)
        if free.update(owner=self.owner, until=self._until()):
            return True
        try:
            with transaction.atomic():
                Lease.objects.create(name=self.name, owner=self.owner, until=self._until())
        except IntegrityError:
            return False
        return True

    def renew(self) -> bool:
        """False when it was lost, or when the sweep is asked to stop."""
        watchdog.beat(self.name)
        return bool(
            Lease.objects.filter(name=self.name, owner=self.owner, stop=False).update(
                until=self._until()
            )
        )

    def keep(self) -> None:
        """Hold on while the last calls end, though asked to stop."""
        Lease.objects.filter(name=self.name, owner=self.owner).update(until=self._until())

    def give_back(self) -> None:
        Lease.objects.filter(name=self.name, owner=self.owner).update(
            owner="", until=timezone.now()
        )

    def _until(self) -> datetime:
        return timezone.now() + timedelta(seconds=settings.SWEEP_LEASE)


def stop_sweep(cluster: str = "") -> None:
    """Ask the cluster's sweep to take nothing more and to end once its calls are answered.

    None starts there again until `allow_sweep`.
    """
    _set_stop(cluster, True)


def allow_sweep(cluster: str = "") -> None:
    _set_stop(cluster, False)


def _set_stop(cluster: str, stop: bool) -> None:
    name = f"sweep:{cluster or settings.CLUSTER}"
    Lease.objects.update_or_create(
        name=name, defaults={"stop": stop}, create_defaults={"stop": stop, "until": timezone.now()}
    )
