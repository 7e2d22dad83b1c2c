from __future__ import annotations

from django.db import models

from studio.models.task import Task


class Preview(models.Model):
    """The unfinished picture that a vendor shows of a task: the last one, until the task ends."""

    task = models.OneToOneField(Task, models.CASCADE, primary_key=True, related_name="preview")
    content = models.BinaryField()
    mime = models.CharField(max_length=30)

    def __str__(self) -> str:
        return f"Preview of {self.task_id}"
