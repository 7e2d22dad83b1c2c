"""One press of Generate: a run, a question, or what is wrong with the form."""

from __future__ import annotations

from studio import pace
from studio.lifecycle.create import create_run
from studio.models import Run, User
from studio.views.composer import asking
from studio.views.composer.composing import Composer, order_of
from studio.views.composer.mentioned import mentions_hold
from studio.views.composer.refusals import said_on


def generate(composer: Composer, author: User) -> Run | None:
    """The run; or None, and the composer asks something, or its form says why."""
    form = composer.form
    if not form.is_valid() or not mentions_hold(form, composer.slots):
        return None
    run = None
    with said_on(composer):
        run = _make(composer, author)
    return run  # noqa: RET504  an error that is said ends the block


def _make(composer: Composer, author: User) -> Run | None:
    order = order_of(composer, author)
    pace.check(author)
    composer.asking = asking.before_spending(order, composer.form.cleaned_data["confirmed"])
    return None if composer.asking else create_run(order)
