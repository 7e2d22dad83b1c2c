"""Every page that links lead to, one for each route: what is tested of all pages."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from tests.browser.seat import becomes

DESK, PHONE = (1440, 900), (390, 844)
UNLINKED = ("/history/?q=nothing+like+it", "/nowhere/")
FILES = ("file", "original", "derivative", "download", "export")
ELSEWHERE = ("admin:", "api")
LINKS = "() => [...document.querySelectorAll('a[href]:not([download])')].map((link) => link.href)"


def furnished(sit, stack, **window):
    """An admin, who sees every page, with results of her own. No colour fades into another."""
    seat = sit(stack.people["admin"], reduced_motion="reduce", **window)
    seat.watch.allow("404 .*/nowhere/")
    studio = seat.create()
    becomes(studio.tile("#fast a fox to look at"), "done")
    becomes(studio.tile("#policy a fox that fails"), "failed")
    studio.page.close()
    return seat


def resize(page, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))


def walk(page, *starts):
    """(route, path, HTML) of each page, while one stands on it, by following links."""
    found, waiting = set(), list(starts)
    while waiting:
        path = waiting.pop(0)
        name = route(path)
        if not name or name in found:
            continue
        response = page.goto(path)
        if "text/html" not in response.headers.get("content-type", ""):
            continue
        found.add(name)
        waiting += [urlsplit(link).path for link in page.evaluate(LINKS) if _ours(link, page)]
        yield name, path, response.text()


def route(path):
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    skipped = name in ("logout", "home") or name.startswith(ELSEWHERE)
    return None if skipped or any(word in name for word in FILES) else name


def _ours(link, page):
    return urlsplit(link).netloc == urlsplit(page.url).netloc
