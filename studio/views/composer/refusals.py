"""Why a form was not carried out, under the fields it is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from providers.params import InvalidParams
from studio import pace
from studio.credits.errors import InsufficientCredits
from studio.lifecycle.create import IdempotencyConflict, MayNotCreate, PriceRose
from studio.views.composer import asking
from studio.views.composer.composing import Composer
from studio.views.words import credits, whole


@contextmanager
def said_on(composer: Composer) -> Iterator[None]:
    """What a press may be refused for becomes an error of the form, or a question."""
    form = composer.form
    try:
        yield
    except pace.TooFast as error:
        text = _("That was a lot at once. Try again in %(seconds)s seconds.")
        form.add_error(None, text % {"seconds": error.retry_after})
    except InvalidParams as error:
        form.refuse(error.problems)
    except InsufficientCredits as error:
        form.add_error(None, short_of(error))
    except PriceRose as error:
        composer.asking = asking.price_rose(error.quoted, error.credits)
    except MayNotCreate:
        form.add_error("project", _("You may not add to this project."))
    except IdempotencyConflict:
        form.add_error(None, _("This form was sent before with other settings. Press again."))
        form.renew()


def short_of(error: InsufficientCredits) -> str:
    words = {"needed": credits(error.needed), "available": whole(error.available)}
    return _("This needs %(needed)s, you have %(available)s.") % words
