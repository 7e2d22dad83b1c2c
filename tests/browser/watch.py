"""What no page may do, whatever the test is about: errors, and violations of its policy.

A call elsewhere is such a violation too. `listen()` sees it even if the policy would allow it.
"""

import re
from urllib.parse import urlsplit

# A policy's violation is an event of the document; the console gets it with its place.
REPORT = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`
    + ` at ${event.sourceFile}:${event.lineNumber}`);
});
"""


class Watch:
    """Listens to a whole browser context; `troubles` is what it has against it."""

    def __init__(self, context, url):
        self.home = urlsplit(url).netloc
        self.allowed = []
        self.found = []
        self.requests = []
        self._context = context
        self._heard = {}
        self._hear("console", self._said)
        self._hear("weberror", self._threw)

    def listen(self):
        """From now on notes `requests`. Dozens a page, each an event: only for who reads them."""
        self._hear("request", self._asked)

    def stop(self):
        """The window is somebody else's from now on."""
        for event, listener in self._heard.items():
            self._context.remove_listener(event, listener)

    def allow(self, *patterns):
        """What this test brings about on purpose."""
        self.allowed += patterns

    @property
    def troubles(self):
        return [
            text
            for text in dict.fromkeys(self.found)
            if not any(re.search(pattern, text) for pattern in self.allowed)
        ]

    def _hear(self, event, listener):
        self._heard[event] = listener
        self._context.on(event, listener)

    def _said(self, message):
        if message.type in ("error", "warning"):
            where = message.location.get("url", "")
            self._note(f"console {message.type}: {message.text} ({where})")

    def _threw(self, problem):
        self._note(f"page error: {problem.error.stack}")

    def _asked(self, request):
        place = urlsplit(request.url)
        self.requests.append((request.method, place.path))
        if place.scheme in ("http", "https", "ws", "wss") and place.netloc != self.home:
            self._note(f"third party: {request.url}")

    def _note(self, text):
        self.found.append(text)
