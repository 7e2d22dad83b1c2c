"""Every page that links lead to, one for each route: what is tested of all pages."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

FILES = ("file", "original", "derivative", "download", "export")
ELSEWHERE = ("admin:", "api")
UNLINKED = {"login": "/login/", "404": "/nowhere/"}
LINKS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.href)"


def pages(page, *starts):
    """{route: path} by following links from where one lands."""
    found, waiting = {}, list(starts)
    while waiting:
        path = waiting.pop(0)
        name = route(path)
        if not name or name in found:
            continue
        response = page.request.get(path)
        if "text/html" not in response.headers.get("content-type", ""):
            continue
        found[name] = path
        page.goto(path)
        waiting += [urlsplit(link).path for link in page.evaluate(LINKS) if _ours(link, page)]
    return found


def route(path):
    try:
        name = resolve(path).view_name
    except Resolver404:
        return None
    skipped = name in ("logout", "home") or name.startswith(ELSEWHERE)
    return None if skipped or any(word in name for word in FILES) else name


def _ours(link, page):
    return urlsplit(link).netloc == urlsplit(page.url).netloc
