import uuid

from django.db import models
from django.utils import timezone


class Row(models.Model):
    """A UUID key, and the time of creation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
