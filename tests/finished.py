import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from studio import files
from studio.lifecycle import create, finish
from studio.models import Asset, Attempt, Result, Task


def queued_task(author, offer, prompt="a fox"):
    run = create.create_run(create.Order(author, offer.model, prompt))
    return Task.objects.select_related("run").get(run=run)


def finished_task(author, offer, prompt="a fox", content=b"picture"):
    """A task at its end, with everything that belongs to one, made without a worker."""
    task = queued_task(author, offer, prompt)
    attempt = accepted_attempt(task)
    Result.objects.create(
        attempt=attempt,
        index=0,
        expires_at=timezone.now(),
        state="archived",
        asset=_asset(task, content),
    )
    Task.objects.filter(pk=task.pk).update(status="archiving")
    task.status = "archiving"
    finish.succeed(task, 1)
    return task


def accepted_attempt(task):
    return Attempt.objects.create(
        task=task,
        number=1,
        vendor=task.offer.vendor,
        offer=task.offer,
        key=task.offer.vendor.keys.get(),
        state="accepted",
        idempotency_key=uuid.uuid4(),
        vendor_task_id=f"task-{task.pk}",
    )


def _asset(task, content):
    sha256 = "ab" * 32
    key = files.original_key(sha256, "png")
    if not default_storage.exists(key):
        default_storage.save(key, ContentFile(content))
    return Asset.objects.create(
        author=task.author,
        run=task.run,
        task=task,
        prompt=task.run.prompt,
        model=task.run.model,
        vendor=task.offer.vendor,
        origin="generated",
        kind="image",
        sha256=sha256,
        key=key,
        bytes=len(content),
        mime="image/png",
        audience="team",
    )
