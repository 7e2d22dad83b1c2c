"""What a transactional test left is emptied, but for what Django writes there by itself.

A flush empties content types and permissions too, and then makes them again, which takes ten
times as long as all the rest. No test writes any, so they stay.
"""

from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase

KEPT = {"django_content_type", "auth_permission"}


def empty(case):
    for alias in case._databases_names(include_mirrors=False):
        introspection = connections[alias].introspection
        real = introspection.django_table_names

        def names(*args, real=real, **kwargs):
            return [name for name in real(*args, **kwargs) if name not in KEPT]

        with mock.patch.object(introspection, "django_table_names", names):
            call_command(
                "flush",
                verbosity=0,
                interactive=False,
                database=alias,
                reset_sequences=False,
                inhibit_post_migrate=True,
            )


@pytest.fixture(scope="session", autouse=True)
def quick_emptying():
    with mock.patch.object(TransactionTestCase, "_fixture_teardown", empty):
        yield
