"""Finished files as one zip, read and sent piece by piece, with a list of what is in it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from studio import serving, tables
from studio.models import Asset

CHUNK = 1 << 18
MANIFEST = ("file", "row", "column", "model", "prompt", "seed", "size", "by", "date", "sha256")
LINKS = ("author", "model", "prompt", "run", "task")


def zip_file(assets: QuerySet[Asset], name: str) -> StreamingHttpResponse:
    """`assets` are results of runs."""
    loaded = assets.select_related(*LINKS).defer("search_text")
    rows = list(loaded.order_by("run__row", "run__column", "position"))
    answer = StreamingHttpResponse(zipped(rows), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def zipped(assets: Sequence[Asset]) -> Iterator[bytes]:
    """A zip of them with a list of what is in it; a file that cannot be read is left out."""
    sink = Sink()
    kept: list[tuple[str, Asset]] = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for asset in assets:
            name = _name(asset)
            try:
                source = default_storage.open(asset.key)
            except OSError:
                continue
            kept.append((name, asset))
            with source, archive.open(_entry(name, asset), "w", force_zip64=True) as target:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    yield sink.take()
            yield sink.take()
        archive.writestr("manifest.csv", _manifest(kept))
    yield sink.take()


def _entry(name: str, asset: Asset) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, asset.created_at.timetuple()[:6])


def _name(asset: Asset) -> str:
    run = asset.run
    place = f"{run.row + 1:03}-{run.column + 1}-{asset.position + 1:02}" if run else "000"
    return f"{place}_{serving.file_name(asset)}"


def _manifest(kept: Sequence[tuple[str, Asset]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(MANIFEST)
    writer.writerows(tables.as_text([name, *_facts(asset)]) for name, asset in kept)
    return out.getvalue()


def _facts(asset: Asset) -> list[object]:
    row, column = (asset.run.row, asset.run.column) if asset.run else (0, 0)
    return [
        row + 1,
        column + 1,
        asset.model.name if asset.model else "",
        asset.prompt.text if asset.prompt else "",
        asset.task.params.get("seed", "") if asset.task else "",
        f"{asset.width}x{asset.height}" if asset.width else "",
        asset.author.display_name,
        asset.created_at.isoformat(timespec="seconds"),
        asset.sha256,
    ]


class Sink(io.RawIOBase):
    """Takes what the zip writes, until it is fetched. It cannot go back."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self.parts.append(part)
        return len(part)

    def take(self) -> bytes:
        found, self.parts = b"".join(self.parts), []
        return found
