"""What members read about the models: name and a few words, in the order of the picker."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Named:
    slug: str
    name: str
    blurb: str


NAMES: tuple[Named, ...] = (
    Named("nano-banana-2", "Nano Banana 2", _("Quick pictures up to 4K, with many references")),
    Named("nano-banana-pro", "Nano Banana Pro", _("The finest pictures, exact text and layout")),
    Named("nano-banana", "Nano Banana", _("Everyday pictures and edits")),
    Named("nano-banana-fast", "Nano Banana Fast", _("Drafts in seconds")),
    Named("gpt-image-2", "GPT Image 2", _("Follows long instructions closely")),
    Named("seedance-2", "Seedance 2", _("Clips of 4 to 15 seconds from references")),
    Named("seedance-2-fast", "Seedance 2 Fast", _("Clips sooner, up to 720p")),
    Named("sora", "Sora", _("Cinematic clips from a text or a picture")),
    Named("sora-fast", "Sora Fast", _("Sora, sooner and simpler")),
    Named("veo-3-1", "Veo 3.1", _("Clips with sound, first and last frame")),
    Named("veo-3-1-fast", "Veo 3.1 Fast", _("Veo, sooner and cheaper")),
    Named("veo-3-1-reference", "Veo 3.1 Reference", _("Clips that keep a subject's looks")),
    Named("happyhorse-1", "HappyHorse 1.0", _("Clips from text and references")),
    Named("vidu-q3-pro", "Vidu Q3 Pro", _("Clips from text and references")),
)

PLACES = {item.slug: (place, item) for place, item in enumerate(NAMES, 1)}


def named(slug: str) -> tuple[int, Named]:
    """(order, words) of a model; one that is not in the table comes last, by its slug."""
    return PLACES.get(slug, (len(NAMES) + 1, Named(slug, slug.replace("-", " ").title(), "")))
