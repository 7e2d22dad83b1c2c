import pytest
from django_q.models import Schedule

from studio.credits import statements
from studio.models import GenerationModel, Offer, Run, Task, User, Vendor
from tests.studio.commands.run import run

pytestmark = pytest.mark.django_db


def test_a_fresh_installation_gets_all_it_needs():
    lines = run("first_run")

    password = next(line.split()[1] for line in lines if "password" in line)
    admin = User.objects.get(username="admin")
    assert admin.check_password(password)
    assert admin.is_superuser and "http://localhost:8000/" in lines[0]
    assert Vendor.objects.get().keys.get().max_in_flight == 50
    assert Offer.objects.filter(enabled=True).count() == 11
    assert set(Schedule.objects.values_list("func", flat=True)) == {
        "studio.tasks.watch",
        "studio.tasks.tidy",
    }


def test_three_demo_runs_wait_for_the_worker():
    run("first_run")

    kinds = Run.objects.values_list("model__kind", flat=True)
    admin = User.objects.get()
    reserved = sum(Task.objects.values_list("credits", flat=True))
    assert sorted(kinds) == ["image", "image", "video"]
    assert len({run.params["aspect_ratio"] for run in Run.objects.filter(model__kind="image")}) == 2
    assert statements.balances(admin).available == 1000 - reserved


def test_a_second_start_changes_nothing():
    run("first_run")
    Vendor.objects.update(enabled=False)
    Offer.objects.update(enabled=False)

    lines = run("first_run")

    assert lines == []
    assert Run.objects.count() == 3 and Schedule.objects.count() == 2
    assert not Vendor.objects.filter(enabled=True) and not Offer.objects.filter(enabled=True)


def test_nobody_is_made_admin_where_people_are(alice):
    run("first_run")

    assert [user.username for user in User.objects.all()] == ["alice"]
    assert not Run.objects.exists()


def test_the_catalog_gains_models_and_leaves_an_admins_names_alone():
    run("sync_catalog")
    GenerationModel.objects.filter(slug="sora").update(name="Sora by us")
    GenerationModel.objects.filter(slug="nano-banana").delete()

    lines = run("sync_catalog")

    assert lines == ["+ model nano-banana: kind image", "1 added."]
    assert GenerationModel.objects.get(slug="sora").name == "Sora by us"
    assert run("sync_catalog") == ["Nothing to add."]


def test_a_vendor_with_offers_gets_the_others_switched_off():
    vendor = Vendor.objects.create(slug="grs", protocol="grsai", name="GrsAI")
    run("sync_catalog")
    kept = vendor.offers.get(upstream="nano-banana-2")
    vendor.offers.exclude(pk=kept.pk).delete()

    run("sync_catalog")

    assert vendor.offers.count() == 13
    assert [offer.pk for offer in vendor.offers.filter(enabled=True)] == [kept.pk]
