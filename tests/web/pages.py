"""A person with a browser, and what a page says."""

import re
from html import unescape

from tests.conftest import offer, vendor
from tests.web.support import browser, run


def person(user):
    return browser(user)


def said(response):
    """The words of a page, without its markup and scripts."""
    text = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def html(response):
    return response.content.decode()


def filled(**fields):
    """A form as the composer sends it."""
    return {
        "model": "nano-banana-2",
        "kind": "image",
        "prompt": "a red fox",
        "count": "2",
        "visibility": "team",
        "idempotency_key": "form-1",
    } | fields


def demo_offer(spec="nano-banana-2", **fields):
    from studio.models import Vendor

    row = Vendor.objects.filter(slug="demo").first() or vendor("demo", "", secret="none")
    return offer(row, spec, **fields)


def runs(author, count):
    return [run(author, f"fox number {number}", count=2) for number in range(count)]
