"""How values look on the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from studio import languages, preloads
from studio.models import Asset, User
from studio.slots import ROLE_LABELS
from studio.views import words
from studio.views.frame.banners import of as banners_of
from studio.views.runs.tiles import ratio_of

register = template.Library()

ALT = 120  # characters of the prompt


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing that says nothing by itself: the text beside it does."""
    sprite = static("img/icons.svg")
    return format_html(
        '<svg class="ic" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name
    )


register.simple_tag(languages.tag, name="language_tag")
register.simple_tag(languages.names, name="language_names")
register.simple_tag(preloads.needed)
register.filter(words.whole)
register.filter(words.credits)


@register.filter
def in_words(text: str) -> str:
    """Words that we gave ourselves, translated; an admin's stay as they are."""
    return _(text) if text else ""


@register.filter
def clock(span: timedelta | float | None) -> str:
    """m:ss, and h:mm:ss after an hour."""
    if span is None:
        return ""
    seconds = int(span.total_seconds() if isinstance(span, timedelta) else span)
    minutes, rest = divmod(seconds, 60)
    hours, minutes_rest = divmod(minutes, 60)
    return f"{hours}:{minutes_rest:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def ago(moment: datetime) -> str:
    """Roughly, while it is fresh; a date after that."""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", minutes // 60) % {"n": minutes // 60}
    return formats.date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


@register.simple_tag
def when(moment: datetime, style: str = "") -> SafeString:
    """A moment; a script turns it into the reader's own time zone."""
    local = timezone.localtime(moment)
    full = formats.date_format(local, "DATETIME_FORMAT")
    text = {"ago": ago, "clock": _clock}.get(style, lambda _moment: full)(moment)
    attributes = (style or "full", moment.isoformat(), full, text)
    return format_html('<time data-time="{}" datetime="{}" title="{}">{}</time>', *attributes)


def _clock(moment: datetime) -> str:
    return formats.time_format(timezone.localtime(moment), "TIME_FORMAT")


@register.filter
def day(value: Any) -> str:
    """Today, Yesterday, Monday 12 May, 12 May 2024."""
    today = timezone.localdate()
    if value == today:
        return _("Today")
    if value == today - timedelta(days=1):
        return _("Yesterday")
    if value.year != today.year:
        return formats.date_format(value, "DATE_FORMAT")
    return formats.date_format(value, pgettext("format of a day of this year", "l, j F"))


@register.filter
def file_size(size: int) -> str:
    return filesizeformat(size)


@register.filter
def ratio(asset: Asset) -> int:
    return ratio_of(asset)


@register.simple_tag
def file_url(asset: Asset, name: str = "", download: bool = False) -> str:
    """The file itself, or one of its smaller forms."""
    address = reverse("asset-file", args=[asset.pk])
    if name:
        address = reverse("asset-derivative", args=[asset.pk, name])
    return f"{address}?download=1" if download else address


@register.filter
def role_name(role: str) -> str:
    return str(ROLE_LABELS.get(role, role.replace("_", " ").capitalize()))


@register.filter
def role_of(user: User) -> str:
    """What somebody is in the studio."""
    names = {"admin": _("Admin"), "member": _("Member"), "viewer": _("Viewer")}
    return names[user.role]


@register.simple_tag
def alt(asset: Asset) -> str:
    """What a picture is called where it cannot be seen."""
    title = asset.prompt.text if asset.prompt else asset.name
    short = title if len(title) <= ALT else f"{title[:ALT]}…"
    if asset.kind == Asset.Kind.VIDEO:
        shown = {"seconds": round(asset.duration or 0), "title": short}
        return _("Video, %(seconds)s seconds: %(title)s") % shown
    return _("Image: %(title)s") % {"title": short}


@register.inclusion_tag("studio/_thumb.html")
def thumb(
    asset: Asset, eager: bool = False, named: bool = True, large: bool = False
) -> dict[str, Any]:
    """The small picture of an asset; `named` unless the text beside it says the same."""
    small = asset.derivatives.get("poster") if asset.kind == Asset.Kind.VIDEO else None
    names = ("poster",) if small else ("t480", "t240") if large else ("t240", "t480")
    found = {name: asset.derivatives[name] for name in names if name in asset.derivatives}
    return {
        "asset": asset,
        "first": next(iter(found), ""),
        "second": "t480" if len(found) == 2 and not large else "",
        "size": next(iter(found.values()), {}),
        "eager": eager,
        "named": named,
        "drawing": "reference" if asset.kind == Asset.Kind.IMAGE else asset.kind,
        "is_pending": asset.derived == Asset.Derived.PENDING,
    }


@register.filter
def value_of(values: Mapping[str, Any], name: str) -> Any:
    """What stands under a name that only the template knows."""
    return values.get(name, "")


@register.inclusion_tag("studio/_banners.html", takes_context=True)
def banners(context: Any) -> dict[str, Any]:
    """The banner slot; what a model's vendors do matters where that model is chosen."""
    request, composer = context["request"], context.get("composer")
    model = composer.choice.model.slug if composer else ""
    down = model if composer and composer.choice.is_down else ""
    return {"request": request, "model": model, "banners": banners_of(request, down)}


@register.simple_tag(takes_context=True)
def current(context: Any, route: str, also: Sequence[str] = ()) -> str:
    """Marks the link to the page that is shown, or to the one it belongs to."""
    match = getattr(context.get("request"), "resolver_match", None)
    return "aria-current=page" if match and match.view_name in (route, *also) else ""
