"""What a batch leaves: a zip, and rows to send again."""

import io
import zipfile

from studio.models import AuditLog, Task
from tests.web import support
from tests.web.batches.making import done, make
from tests.web.pages import person


def test_the_finished_files_come_as_one_zip(alice, batch):
    assets = done(batch)
    answer = person(alice).get(f"/batches/{batch.pk}/files.zip")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    names = archive.namelist()
    assert len(names) == 3 and names[-1] == "manifest.csv" and archive.testzip() is None
    assert [archive.read(name) for name in names[:-1]] == [b"0", b"1"]
    assert assets[0].sha256 in archive.read("manifest.csv").decode()


def test_a_file_that_is_gone_does_not_spoil_the_zip(alice, batch, settings):
    assets = done(batch)
    (settings.FILE_ROOT / assets[0].key).unlink()

    answer = person(alice).get(f"/batches/{batch.pk}/files.zip")

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(archive.namelist()) == 2


def test_an_admin_who_takes_private_files_is_written_down(alice, admin, grs):
    batch = make(alice, [grs], visibility="me")
    done(batch, visibility="me")

    b"".join(person(admin).get(f"/batches/{batch.pk}/files.zip").streaming_content)

    assert AuditLog.objects.filter(action="batch.download", subject=str(batch.pk)).exists()


def test_failed_rows_can_be_sent_again(alice, grs):
    batch = make(alice, [grs], ["a fox", "=a hen"], "table")
    for task in Task.objects.filter(run__row=1):
        support.finish(task, "failed", failure_code="timeout")

    answer = person(alice).get(f"/batches/{batch.pk}/failed.csv")
    text = answer.content.decode("utf-8-sig")

    from studio import tables

    [line] = tables.read(text)
    assert (line["prompt"], line["model"]) == ("=a hen", "nano-banana-2")
    assert "'=a hen" in text
