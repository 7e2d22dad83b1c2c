import uuid
from typing import Any

from django.db import models
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone


class Row(models.Model):
    """A UUID key, and the time of creation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Filtered(models.Func):
    """A column to filter by, not to search by: SQLite leaves its index alone.

    Without statistics SQLite takes the index of any `IN` before the one that the rows are
    ordered by, and sorts half the table for a page of sixty. PostgreSQL knows better.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)
