from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from studio import invariants
from studio.models import Asset, Project, Prompt, User
from studio.models.asset import CJK, search_text
from tests.studio.commands.run import refused, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded():
    return run("seed_history", "--assets", "300", "--people", "5", "--projects", "4")


def test_the_history_has_as_many_assets_as_asked_for_and_keeps_every_promise(seeded):
    assert Asset.objects.count() == 300
    assert invariants.broken(deep=True) == []
    assert seeded[-1].startswith("300 assets added, ") and seeded[-1].endswith(" rows/s.")


def test_people_projects_models_and_vendors_are_mixed(seeded):
    for field, least in (("author", 4), ("project", 4), ("model", 6), ("vendor", 5), ("kind", 2)):
        assert Asset.objects.order_by().values(field).distinct().count() >= least

    assert User.objects.count() == 5
    assert Project.objects.filter(visibility="private").count() == 1


def test_it_spreads_over_two_years(seeded):
    times = Asset.objects.order_by("created_at").values_list("created_at", flat=True)

    assert times[0] < timezone.now() - timedelta(days=720)
    assert times[299] > timezone.now() - timedelta(days=10)


def test_prompts_are_half_chinese_and_found_by_their_words(seeded):
    chinese = [text for text in Prompt.objects.values_list("text", flat=True) if CJK.search(text)]
    asset = Asset.objects.select_related("prompt", "model").first()
    number = asset.prompt.text.split()[-1]

    assert 0.3 < len(chinese) / Prompt.objects.count() < 0.7
    assert asset.search_text == search_text(asset.prompt.text, asset.model.name)
    assert asset in Asset.objects.matching(number)


def test_the_files_are_few_and_real(seeded):
    keys = set(Asset.objects.filter(kind="image").values_list("key", "width", "height"))

    assert 10 <= len(keys) <= 43
    for key, width, height in keys:
        with default_storage.open(key) as file, Image.open(file) as image:
            assert image.size == (width, height)


def test_a_second_run_adds_to_the_first(seeded):
    run("seed_history", "--assets", "10")

    assert Asset.objects.count() == 310


def test_nonsense_is_refused():
    assert refused("seed_history", "--assets", "0") == "--assets: must be from 1 to 10000000, not 0"
