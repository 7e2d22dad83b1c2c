import hashlib
import io
from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from studio.lifecycle.create import Order, create_run
from studio.models import ApiToken, Asset, Attempt, GenerationModel, Result, Task, User
from studio.models.asset import search_text
from studio.models.project import audience_of

API = "/api/v1"


class Caller:
    """A script with a token."""

    def __init__(self, user, scopes=("read", "write")):
        _, text = ApiToken.objects.issue(user, "script", list(scopes))
        # A script has no CSRF token: it must never be asked for one.
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {text}"}

    def get(self, path, **query):
        return self.client.get(API + path, query, headers=self.headers)

    def post(self, path, body=None, key=None):
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.post(API + path, body, "application/json", headers=headers)

    def upload(self, content, name="picture.png"):
        file = io.BytesIO(content)
        file.name = name
        return self.client.post(f"{API}/uploads", {"file": file}, headers=self.headers)

    def delete(self, path):
        return self.client.delete(API + path, headers=self.headers)


def browser(user=None):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def picture(colour="red", size=(8, 6), kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def run(author, prompt="a red fox", **fields):
    """A run as the studio makes it; no worker ever sees it."""
    model = GenerationModel.objects.get(slug="nano-banana-2")
    return create_run(Order(author=author, model=model, prompt=prompt, **fields))


def finish(task, status="succeeded", **fields):
    """The row of a task that is over, without its story."""
    Task.objects.filter(pk=task.pk).update(
        status=status, next_action_at=None, finished_at=timezone.now(), **fields
    )
    task.refresh_from_db()


def asset(author, task=None, visibility="team", project=None, content=b"picture", age=0, **fields):
    """An archived file: the row, and the bytes in the storage."""
    sha256 = hashlib.sha256(content).hexdigest()
    key = f"originals/{sha256[:2]}/{sha256[2:4]}/{sha256}.png"
    path = settings.FILE_ROOT / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    made = {
        "kind": "image",
        "mime": "image/png",
        "origin": "generated",
        "width": 8,
        "height": 6,
        "created_at": timezone.now() - timedelta(seconds=age),
    }
    if task:
        run = task.run
        made |= {"run": run, "task": task, "prompt": run.prompt, "model": run.model}
        made |= {"vendor": task.offer.vendor, "search_text": search_text(run.prompt.text)}
    audience = audience_of(author.pk, visibility, project)
    where = {"audience": audience, "visibility": visibility, "project": project}
    facts = {"sha256": sha256, "key": key, "bytes": len(content)}
    return Asset.objects.create(author=author, **(made | where | facts | fields))


def archived(task, index):
    """The vendor's result behind a file."""
    vendor = task.offer.vendor
    attempt = Attempt.objects.create(
        task=task,
        number=1,
        vendor=vendor,
        offer=task.offer,
        key=vendor.keys.first(),
        state="completed",
        idempotency_key=task.pk,
    )
    Result.objects.create(
        attempt=attempt, index=index, expires_at=timezone.now(), state=Result.State.ARCHIVED
    )


def upload(author, **fields):
    return asset(author, visibility="me", origin="upload", name="photo.png", **fields)


def stranger(name="stranger"):
    """Signed in, but member of nothing."""
    return User.objects.create_user(name, password="correct horse battery")
