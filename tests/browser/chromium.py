"""The browser of this machine. Playwright drives it; it never downloads one."""

import os
import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = (
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


def path():
    """Its path, or None: `CHROMIUM` first, then what is on the PATH."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    return None


def flags():
    """A sandbox needs rights that root in a container gives up."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
