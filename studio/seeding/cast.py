"""Who made it, for which project, with what: a team that looks like one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import slugify

import providers
from studio import declare
from studio.credits import ledger
from studio.models import GenerationModel, Membership, Project, User, Vendor

NAMES = (
    *("Ada Lindqvist", "王小雨", "Bruno Keller", "Chiara Rossi", "李明", "Dmitri Volkov"),
    *("Elif Demir", "Farid Nasser", "Grace Okafor", "陈思远", "Hugo Martin", "Ingrid Dahl"),
    *("João Pereira", "Kenji Tanaka", "Lucía Fernández", "赵丽", "Maya Cohen", "Noah Williams"),
)
PROJECTS = (
    *("Spring campaign", "Storyboards", "产品主图", "Book covers", "Trade fair", "Mood boards"),
    *("Game backgrounds", "社交媒体", "Packaging", "Title sequence", "Icons", "Archive tests"),
)
WITHOUT_VENDORS = ("seedhorse", "dyuapi", "grsai", "apixo", "aa")


@dataclass(frozen=True, slots=True)
class Making:
    """A model and the vendor that made it."""

    model: GenerationModel
    vendor: Vendor


def people(count: int) -> list[User]:
    return [_person(number) for number in range(count)]


def _person(number: int) -> User:
    first, _, last = NAMES[number % len(NAMES)].partition(" ")
    user, is_new = User.objects.get_or_create(
        username=f"seed-{number + 1:03}", defaults={"first_name": first, "last_name": last}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        ledger.open_account(user)
    return user


def projects(count: int, team: list[User]) -> list[Project]:
    """Every fourth is private, with some of the team as members."""
    return [_project(number, team) for number in range(count)]


def _project(number: int, team: list[User]) -> Project:
    name = PROJECTS[number % len(PROJECTS)]
    private = number % 4 == 3
    project, is_new = Project.objects.get_or_create(
        slug=f"seed-{number + 1:03}-{slugify(name)}"[:60].rstrip("-"),
        defaults={
            "name": name if number < len(PROJECTS) else f"{name} {number + 1}",
            "visibility": "private" if private else "team",
            "owner": team[number % len(team)],
        },
    )
    if is_new and private:
        members = [user for user in team[::3] if user != project.owner]
        Membership.objects.bulk_create(Membership(project=project, user=user) for user in members)
    return project


def makings() -> list[Making]:
    """What the vendors here can make; an empty studio gets vendors that are off."""
    declare.sync_catalog()
    if not Vendor.objects.exclude(protocol="demo").exists():
        for slug in WITHOUT_VENDORS:
            Vendor.objects.create(slug=f"seed-{slug}", protocol=slug, name=slug, enabled=False)
    models = GenerationModel.objects.in_bulk(field_name="slug")
    return [
        Making(models[slug], vendor)
        for vendor in Vendor.objects.all()
        for slug in dict.fromkeys(spec.model for spec in providers.specs(vendor.protocol))
    ]
