"""What a start finds or makes: models, the demo vendor, the first admin, the schedules."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from providers.params import InvalidParams
from studio import declare, people, queue
from studio.credits.errors import InsufficientCredits
from studio.lifecycle import create
from studio.models import GenerationModel, User, Vendor, VendorKey

CREDITS = 1000
DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Picture:
    model: str
    prompt: str
    params: dict[str, object]


FIRST_PICTURES = (
    Picture(
        "nano-banana-2",
        "A lighthouse on a cliff at dawn, mist over the sea, long exposure",
        {"aspect_ratio": "16:9"},
    ),
    Picture(
        "nano-banana-pro",
        "山间清晨,薄雾穿过松林,水墨风格",
        {"aspect_ratio": "3:4"},
    ),
    Picture(
        "seedance-2",
        "The moon rises over a quiet desert, slow camera move to the left",
        {"aspect_ratio": "16:9", "duration": 5},
    ),
)


def first_run(say: Callable[[str], None]) -> None:
    """Safe to run at every start, and by two processes at once."""
    declare.sync_catalog()
    ensure_demo()
    ensure_schedules()
    if admin := ensure_admin(say):
        make_first_pictures(admin, say)


@transaction.atomic
def ensure_demo() -> None:
    """A demo vendor that an admin has switched off stays off."""
    vendor, is_new = Vendor.objects.get_or_create(
        slug=DEMO, defaults={"protocol": "demo", "name": "Demo"}
    )
    VendorKey.objects.get_or_create(vendor=vendor, label=DEMO, defaults={"max_in_flight": 50})
    if is_new:
        declare.sync_catalog()


def ensure_schedules() -> None:
    queue.every_minute("studio.tasks.watch", "watch")
    queue.every_day("studio.tasks.tidy", "tidy")


def ensure_admin(say: Callable[[str], None]) -> User | None:
    """The first admin, where nobody is there yet. The password is said once, kept nowhere."""
    if User.objects.exists():
        return None
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        admin = people.add("admin", password, User.Role.ADMIN)
        people.give(admin, CREDITS, None, "Starting credits")
    say(f"Sign in at {settings.PUBLIC_URL or f'http://localhost:{settings.PORT}'}/")
    say(f"  name      {admin.username}")
    say(f"  password  {password}   (shown this once)")
    return admin


def make_first_pictures(author: User, say: Callable[[str], None]) -> None:
    """So that nobody meets an empty page. A start never fails for them."""
    for picture in FIRST_PICTURES:
        try:
            model = GenerationModel.objects.get(slug=picture.model)
            create.create_run(
                create.Order(author, model, picture.prompt, picture.params, vendor=DEMO)
            )
        except (InvalidParams, InsufficientCredits) as error:
            say(f"No demo of {picture.model}: {error}")
