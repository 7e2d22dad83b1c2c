from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def run(*words):
    """What a command printed, as lines."""
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().splitlines()


def refused(*words):
    """Why a command refused."""
    with pytest.raises(CommandError) as trouble:
        run(*words)
    return str(trouble.value)
