"""The same code on a disk and on S3, over real HTTP."""

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from studio import files
from studio.lifecycle.create import Order, create_run
from studio.models import Asset
from studio.storage_url import storage_from_url
from tests.conftest import offer, person, vendor
from tests.fakes.base import picture
from tests.fakes.grsai import FakeGrsAI


@pytest.fixture(scope="module")
def s3():
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def bucket(s3, settings):
    url = f"s3://key:secret%2Fwith%2Fslashes@pictures?endpoint={s3}&region=us-east-1"
    settings.STORAGES = settings.STORAGES | {"default": storage_from_url(url)}
    settings.FILE_ROOT = None
    client = boto3.client(
        "s3",
        endpoint_url=s3,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="x",
    )
    client.create_bucket(Bucket="pictures")
    yield client
    for item in client.list_objects_v2(Bucket="pictures").get("Contents", []):
        client.delete_object(Bucket="pictures", Key=item["Key"])
    client.delete_bucket(Bucket="pictures")


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(picture())
    return path


def test_a_file_arrives_whole_in_the_bucket(bucket, source):
    key = files.original_key("ab" * 32, "png")

    files.store(source, key)

    assert bucket.get_object(Bucket="pictures", Key=key)["Body"].read() == picture()


def test_storing_the_same_content_twice_keeps_one_object(bucket, source):
    key = files.original_key("cd" * 32, "png")

    files.store(source, key)
    files.store(source, key)

    assert [item["Key"] for item in bucket.list_objects_v2(Bucket="pictures")["Contents"]] == [key]


def test_a_bucket_that_is_gone_is_trouble_worth_another_try(s3, settings, source):
    url = f"s3://key:secret@nowhere?endpoint={s3}&region=us-east-1"
    settings.STORAGES = settings.STORAGES | {"default": storage_from_url(url)}
    settings.FILE_ROOT = None

    with pytest.raises(files.StorageTrouble):
        files.store(source, "originals/ab/cd/x.png")


def test_a_signed_link_of_the_bucket_expires(bucket, source):
    files.store(source, "originals/ab/cd/x.png")

    link = storages["default"].url("originals/ab/cd/x.png")

    assert "X-Amz-Expires=900" in link
    assert "secret" not in link


def test_a_file_on_disk_is_complete_or_absent(settings, source):
    key = files.original_key("ef" * 32, "png")

    files.store(source, key)

    assert (settings.FILE_ROOT / key).read_bytes() == picture()
    assert not list(settings.FILE_ROOT.rglob("*.part"))


def test_a_half_written_file_on_disk_is_written_anew(settings, source):
    key = files.original_key("0f" * 32, "png")
    target = settings.FILE_ROOT / key
    target.parent.mkdir(parents=True)
    target.write_bytes(b"half")

    files.store(source, key)

    assert target.read_bytes() == picture()


def test_a_full_disk_is_trouble_worth_another_try(settings, source, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("studio.files.shutil.copyfileobj", full)

    with pytest.raises(files.StorageTrouble, match="No space left"):
        files.store(source, "originals/ab/cd/x.png")


@pytest.mark.parametrize(
    "url", ["", "ftp://host/folder", "s3://", "file://", "s3://bucket?colour=red"]
)
def test_a_storage_url_that_means_nothing_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        storage_from_url(url)


def test_results_and_thumbnails_live_in_the_bucket(bucket, engine):
    fake = FakeGrsAI()
    row = offer(vendor("grsai", fake.url), "nano-banana-2")
    order = Order(author=person("alice"), model=row.model, prompt="a red fox")

    task = create_run(order).tasks.get()
    engine.finish()
    engine.until(lambda: Asset.objects.get(task=task).derived == "ready")

    asset = Asset.objects.get(task=task)
    kept = {item["Key"] for item in bucket.list_objects_v2(Bucket="pictures")["Contents"]}
    assert kept == {asset.key, *(item["key"] for item in asset.derivatives.values())}
    fake.close()
