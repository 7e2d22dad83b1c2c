"""Numbers in sentences."""

from __future__ import annotations

from django.utils import formats
from django.utils.translation import ngettext


def whole(number: int | str) -> str:
    """1,204"""
    return formats.number_format(int(number), use_l10n=True, force_grouping=True)


def credits(amount: int) -> str:
    return ngettext("%(n)s credit", "%(n)s credits", amount) % {"n": whole(amount)}
