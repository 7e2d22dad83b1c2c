"""One press of Generate: a run, a question, or what is wrong with the form."""

from __future__ import annotations

from django.utils.translation import gettext as _

from providers.params import InvalidParams
from studio import pace
from studio.credits.errors import InsufficientCredits
from studio.lifecycle.create import IdempotencyConflict, MayNotCreate, PriceRose, create_run
from studio.models import Run, User
from studio.views import asking
from studio.views.composing import Composer, order_of
from studio.views.mentioned import mentions_hold
from studio.views.words import credits, whole


def generate(composer: Composer, author: User) -> Run | None:
    """The run; or None, and the composer asks something, or its form says why."""
    form = composer.form
    if not form.is_valid() or not mentions_hold(form, composer.slots):
        return None
    try:
        return _make(composer, author)
    except pace.TooFast as error:
        text = _("That was a lot at once. Try again in %(seconds)s seconds.")
        form.add_error(None, text % {"seconds": error.retry_after})
    except InvalidParams as error:
        form.refuse(error.problems)
    except InsufficientCredits as error:
        words = {"needed": credits(error.needed), "available": whole(error.available)}
        form.add_error(None, _("This needs %(needed)s, you have %(available)s.") % words)
    except PriceRose as error:
        composer.asking = asking.price_rose(error.quoted, error.credits)
    except MayNotCreate:
        form.add_error("project", _("You may not add to this project."))
    except IdempotencyConflict:
        form.add_error(None, _("This form was sent before with other settings. Press again."))
        form.renew()
    return None


def _make(composer: Composer, author: User) -> Run | None:
    order = order_of(composer, author)
    pace.check(author)
    composer.asking = asking.before_spending(order, composer.form.cleaned_data["confirmed"])
    return None if composer.asking else create_run(order)
