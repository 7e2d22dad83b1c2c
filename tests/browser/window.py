"""The browser's windows: each test has its own, but for one that is cleaned and used again.

In that one the static files are loaded and compiled already: a page costs a third.
"""

from tests.browser.watch import REPORT

USUAL = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "color_scheme": "light"}
QUIET = "/static/img/favicon.svg"  # of the studio, so that the loaded files stay, and does nothing
PLAIN = {"contrast": "no-preference", "forced_colors": "none", "reduced_motion": "no-preference"}


def fresh(browser, stack, **options):
    """A context that nobody has used."""
    context = browser.new_context(base_url=stack.url, **{**USUAL, **options})
    context.set_default_timeout(15_000)
    context.add_init_script(REPORT)
    return context


class SharedWindow:
    """`take()` gives its page, made if need be, or None while it is used; `give_back()` cleans it."""

    def __init__(self, browser, stack):
        self._browser, self._stack = browser, stack
        self._page = None
        self._taken = False

    def take(self):
        if self._taken:
            return None
        self._taken = True
        self._page = self._page or fresh(self._browser, self._stack).new_page()
        return self._page

    def give_back(self):
        """What the test left goes while its person is still signed in, then the person goes."""
        self._taken = False
        if self._page.is_closed():
            self._page.context.close()
            self._page = None
            return
        self._clean(self._page.context)

    def _clean(self, context):
        page = self._page
        for other in context.pages:
            if other is not page:
                other.close()
        context.unroute_all()
        page.unroute_all()
        context.set_offline(False)
        page.set_viewport_size(USUAL["viewport"])
        page.emulate_media(color_scheme=USUAL["color_scheme"], **PLAIN)
        page.mouse.move(0, 0)
        page.goto(QUIET)
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        context.clear_permissions()
        context.clear_cookies()
