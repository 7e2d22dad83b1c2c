"""`[[models]]`: what members pick, renamed, ordered or switched off."""

from __future__ import annotations

from providers.params import InvalidParams
from studio.declare.changes import Change, put, words
from studio.declare.document import ModelTable
from studio.declare.sync import new_model
from studio.models import GenerationModel


def declare(table: ModelTable) -> Change | None:
    where = f"models[{table.slug}]"
    row = GenerationModel.objects.filter(slug=table.slug).first()
    fields = table.given("name", "blurb", "enabled", "order")
    if row is None:
        if table.kind is None:
            raise InvalidParams({f"{where}.kind": "must be image or video for a new model"})
        new_model(table.slug, table.kind, **fields).save(force_insert=True)
        return Change(f"model {table.slug}", True, words({"kind": table.kind} | fields))
    if table.kind not in (None, row.kind):
        raise InvalidParams({f"{where}.kind": f"cannot change: it is {row.kind}"})
    return put(row, f"model {table.slug}", fields)
