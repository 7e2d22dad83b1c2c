from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from studio import rescue_list
from studio.models import RescueItem, Task


class Command(BaseCommand):
    help = "Look after paid work that went wrong: list it, save its results again, tick it off."

    def add_arguments(self, parser: CommandParser) -> None:
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--list", action="store_true", help="what waits for a look")
        action.add_argument("--resolve", metavar="ID", type=UUID, help="tick an item off")
        action.add_argument(
            "--save-again", metavar="TASK", type=UUID, help="fetch a task's lost results once more"
        )

    def handle(self, **options: Any) -> None:
        if options["resolve"]:
            self._resolve(options["resolve"])
        elif options["save_again"]:
            self._save_again(options["save_again"])
        else:
            self._list()

    def _list(self) -> None:
        items = RescueItem.objects.filter(resolved_at=None).order_by("created_at")
        for item in items:
            about = f"task {item.task_id}" if item.task_id else "no task"
            when = f"{item.created_at:%Y-%m-%d %H:%M}"
            self.stdout.write(f"{item.pk}  {when}  {item.get_kind_display()}  {about}  {item.note}")
        if not items:
            self.stdout.write("Nothing waits.")

    def _resolve(self, pk: UUID) -> None:
        item = RescueItem.objects.filter(pk=pk).first()
        if item is None:
            raise CommandError(f"--resolve: there is no item {pk}")
        done = rescue_list.resolve(item, None)
        self.stdout.write("Ticked off." if done else "It was ticked off before.")

    def _save_again(self, pk: UUID) -> None:
        task = Task.objects.filter(pk=pk).first()
        if task is None:
            raise CommandError(f"--save-again: there is no task {pk}")
        if not rescue_list.save_again(task, None):
            raise CommandError(f"--save-again: nothing of task {pk} is lost and still known")
        self.stdout.write("The worker tries again.")
