"""Settings used again: all of a run, or one part of it, over what the form holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from studio import catalog
from studio.carried import PREFIX
from studio.models import Asset, Preset, Run, User, Visibility
from studio.presets import Content
from studio.starters import Starter
from studio.views.composer.composing import Draft, as_uuid, draft_of_run, run_named, wishes_of

PARTS = ("all", "prompt", "settings", "references", "seed", "model")
PLACES = ("project", "visibility", "idempotency_key")  # where a run goes, not what it is
SEED = PREFIX + "seed"


def asked_for(fields: Mapping[str, str], base: Draft, author: User) -> Draft | None:
    """`again=<run>` or `from=<asset>`, and which `part`, or which one setting; None where there is no such run."""
    run = run_named(fields.get("again", ""), fields.get("from", ""), author)
    if run is None:
        return None
    part = fields.get("part", "all")
    source = _with_vendor(draft_of_run(run, author), run, author)
    if part == "seed":
        return _with_seed(base, _seed(run, fields.get("from", ""), author))
    if part in source.values and _is_setting(part):
        return replace(base, values=base.values | {part: source.values[part]})
    return merged(base, source, part if part in PARTS else "all")


def fills_all(fields: Mapping[str, str], author: User) -> bool:
    """Whether a run takes the place of the whole form, not of one part of it."""
    part = fields.get("part", "all")
    if part in PARTS[1:] or _is_setting(part):
        return False
    return run_named(fields.get("again", ""), fields.get("from", ""), author) is not None


def _with_vendor(source: Draft, run: Run, author: User) -> Draft:
    """The one that was asked for by name, for who may; if it still is there."""
    pinned = run.tasks.filter(pinned=True).values_list("offer__vendor__slug", flat=True)
    slug = pinned.first() if author.chooses_vendor else None
    if not slug or not catalog.offers_on(run.model, slug):
        return source
    return replace(source, values=source.values | {"vendor": slug})


def merged(base: Draft, source: Draft, part: str) -> Draft:
    if part == "prompt":
        return replace(base, values=base.values | {"prompt": source.values.get("prompt", "")})
    if part == "model":
        return replace(base, model=source.model, kind=source.kind)
    if part == "references":
        return replace(base, references=source.references)
    if part == "settings":
        return _settings(base, source)
    return replace(_settings(source, source), values=source.values | _places(base, source))


def _settings(base: Draft, source: Draft) -> Draft:
    """The model and all its settings; prompt, references and place stay."""
    kept = {name: value for name, value in base.values.items() if not _is_setting(name)}
    chosen = {name: value for name, value in source.values.items() if _is_setting(name)}
    return Draft(source.model, source.kind, source.was, kept | chosen, base.references)


def _is_setting(name: str) -> bool:
    return name.startswith(PREFIX) or name in ("count", "vendor")


def _places(base: Draft, source: Draft) -> dict[str, Any]:
    """The form's own; but what was made in private is not made in public by mistake."""
    places = {name: base.values[name] for name in PLACES if name in base.values}
    if source.values.get("visibility") == Visibility.ME:
        places["visibility"] = Visibility.ME
    return places


def _with_seed(base: Draft, seed: Any) -> Draft:
    return replace(base, values=base.values | {SEED: seed}) if seed is not None else base


def _seed(run: Run, asset: str, author: User) -> Any:
    """The one that was sent with this result, else the one that was asked for."""
    pk = as_uuid(asset)
    shown = Asset.objects.for_user(author).select_related("task")
    found = shown.filter(pk=pk).first() if pk else None
    sent = found.task.params if found and found.task else {}
    return sent.get("seed", run.params.get("seed"))


def of_preset(base: Draft, preset: Preset, author: User) -> Draft:
    """A preset over what the form holds: what it does not have, stays."""
    values = {PREFIX + name: value for name, value in preset.params.items()}
    if preset.count:
        values["count"] = preset.count
    model = preset.model
    source = Draft(model.slug, model.kind, model.kind, values)
    found = _settings(base, source)
    if preset.prompt:
        found = replace(found, values=found.values | {"prompt": preset.prompt})
    if preset.references:
        wishes = wishes_of([f"{pk}:{role}" for pk, role in preset.references], author)
        found = replace(found, references=wishes)
    return found


def of_starter(base: Draft, starter: Starter) -> Draft:
    """Something to begin with, in the place of whatever the form holds."""
    values = {PREFIX + name: value for name, value in starter.params.items()}
    values |= {"prompt": str(starter.prompt)} | _places(base, Draft())
    same = starter.kind == base.was
    return Draft(base.model if same else "", starter.kind, starter.kind, values)


def content_of(draft: Draft, preset_model: Any, ticks: frozenset[str]) -> Content:
    """What a preset keeps of a form; `ticks` are `prompt` and `references`, where wanted."""
    params = {
        name.removeprefix(PREFIX): value
        for name, value in draft.values.items()
        if name.startswith(PREFIX) and "-" not in name.removeprefix(PREFIX) and value != ""
    }
    count = str(draft.values.get("count", ""))
    return Content(
        model=preset_model,
        params=params,
        count=int(count) if count.isascii() and count.isdigit() else None,
        prompt=str(draft.values.get("prompt", "")) if "prompt" in ticks else "",
        references=tuple((str(asset.pk), role) for asset, role in draft.references)
        if "references" in ticks
        else (),
    )
