"""Real pages in a real Chromium, of a real studio: one for all of these tests."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser import chromium
from tests.browser.seat import Seat
from tests.browser.stack import Stack
from tests.browser.watch import Watch
from tests.browser.window import SharedWindow, fresh

expect.set_options(timeout=15_000)  # a busy machine is no failure
LONG = ("every_language", "every_page", "failures", "slow_device", "layout_shift", "progress")
MISSING = "No Chromium was found: the browser tests did not run. Install it, or set CHROMIUM."


def pytest_collection_modifyitems(config, items):
    """They come last: Playwright's loop runs from then on, and Django refuses to work beside one.

    Without a browser they are left out, and the summary says so. What takes long begins first.
    """
    mine = [item for item in items if "tests/browser/" in item.nodeid]
    mine.sort(key=lambda item: item.path.stem.removeprefix("test_") not in LONG)
    items[:] = [item for item in items if item not in mine]
    if chromium.path():
        items.extend(mine)
        return
    config.hook.pytest_deselected(items=mine)


def pytest_terminal_summary(terminalreporter):
    if not chromium.path():
        terminalreporter.write_line(MISSING, yellow=True, bold=True)


def pytest_sessionfinish(session, exitstatus):
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and not chromium.path():
        session.exitstatus = pytest.ExitCode.OK


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and report.when == "call" and (studio := item.funcargs.get("stack")):
        report.sections.append(("The studio", studio.story()))
    return report


@pytest.fixture(scope="session")
def stack(tmp_path_factory, worker_id):
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    studio = Stack(tmp_path_factory.mktemp("studio"), shared / "model-studio")
    try:
        studio.start()
        yield studio
    finally:
        studio.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium.path(), args=chromium.flags())


@pytest.fixture(scope="session")
def shared_window(browser, stack):
    return SharedWindow(browser, stack)


@contextmanager
def seating(browser, stack, window=None):
    """Gives `sit(person, own=False, **options)`. `own`, or with options: a window nobody has used.

    Afterwards nothing may be wrong, in pages or in the log.
    """
    seats = []
    said = stack.output.stat().st_size

    def sit(person=None, own=False, **options):
        page = window.take() if window and not (own or options) else None
        context = page.context if page else fresh(browser, stack, **options)
        seats.append(Seat(context, Watch(context, stack.url), person, page))
        return seats[-1]

    yield sit
    leave(seats, window)
    troubles = [line for seat in seats for line in seat.watch.troubles]
    log = stack.output.read_text()[said:]
    assert troubles == []
    assert "Traceback" not in log, log


def leave(seats, window):
    for seat in seats:
        seat.watch.stop()
        if seat.is_shared:
            window.give_back()
        else:
            seat.context.close()


@pytest.fixture
def sit(browser, stack, shared_window):
    """`sit(person)`: a person before a browser of her own."""
    with seating(browser, stack, shared_window) as sit:
        yield sit


@pytest.fixture(scope="module")
def sit_long(browser, stack):
    """The same, for what several tests look at."""
    with seating(browser, stack) as sit:
        yield sit


@pytest.fixture
def member(stack):
    """Somebody who has 900 credits and has done nothing yet."""
    return stack.spare()


@pytest.fixture
def studio(sit, member):
    """That member on Create."""
    return sit(member).create()
