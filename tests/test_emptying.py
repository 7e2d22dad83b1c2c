"""Between tests everything goes that a test wrote, and nothing that Django wrote by itself."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from studio.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("turn", ["the first", "the next"])
def test_people_go_and_permissions_stay(turn):
    assert not User.objects.exists()
    assert Permission.objects.filter(content_type__app_label="studio").count() > 20
    assert ContentType.objects.get_for_model(User).model == "user"
    User.objects.create(username=turn)
