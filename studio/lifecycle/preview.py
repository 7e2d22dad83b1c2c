"""The unfinished pictures that vendors show: small ones inside an answer, or none.

A broken one is left out. It never fails a task, and never delays it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from providers.types import Output
from studio import egress, media
from studio.models import Preview, Task

log = logging.getLogger(__name__)
LARGEST = 256_000  # bytes
SHOWN = ("image/png", "image/jpeg", "image/webp")


def changed(shown: Mapping[UUID, Output]) -> dict[UUID, Preview]:
    """What differs from the last picture of its task."""
    if not shown:
        return {}
    found = {pk: row for pk, output in shown.items() if (row := _read(pk, output))}
    last = dict(Preview.objects.filter(pk__in=found).values_list("pk", "content"))
    return {pk: row for pk, row in found.items() if bytes(last.get(pk, b"")) != row.content}


def keep(rows: list[Preview]) -> None:
    """In the transaction of the move that they came with; their tasks are ours."""
    if not rows:
        return
    Preview.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["task"], update_fields=["content", "mime"]
    )
    Task.objects.filter(pk__in=[row.pk for row in rows]).update(preview_at=timezone.now())


def _read(task_id: UUID, output: Output) -> Preview | None:
    try:
        _claim, content = egress.read_data_uri(output.url, LARGEST)
    except egress.DownloadRefused as trouble:
        reason = str(trouble)
    except ValueError:  # half a surrogate pair
        reason = "not text"
    else:
        kind = media.sniff(content[: media.HEAD])
        if kind and kind.mime in SHOWN:
            return Preview(task_id=task_id, content=content, mime=kind.mime)
        reason = "not a picture to show"
    log.info("The preview of task %s is left out: %s", task_id, reason)
    return None
