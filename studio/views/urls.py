from django.urls import path
from django.views.generic import RedirectView

from studio.views import (
    assets,
    banners,
    create,
    help,
    history,
    language,
    preferences,
    runs,
    search,
    shell,
    usage,
)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="studio"), name="home"),
    path("studio/", create.studio, name="studio"),
    path("studio/quote/", create.quote, name="quote"),
    path("studio/references/", create.add_reference, name="add_reference"),
    path("runs/<uuid:pk>/", runs.run, name="run"),
    path("tasks/<uuid:pk>/tile", runs.tile, name="tile"),
    path("tasks/<uuid:pk>/cancellation/", runs.cancel, name="cancel"),
    path("tasks/<uuid:pk>/retry/", runs.retry, name="retry"),
    path("history/", history.history, name="history"),
    path("a/<uuid:pk>/", assets.asset, name="asset"),
    path("a/<uuid:pk>/trash/", assets.move_to_trash, name="trash"),
    path("language/", language.set_language, name="set_language"),
    path("usage/", usage.usage, name="usage"),
    path("events/since/<int:cursor>", shell.events_since, name="events_since"),
    path("settings/", preferences.settings, name="settings"),
    path("help/", help.help_page, name="help"),
    path("search/", search.find, name="search"),
    path("banners/", banners.banners, name="banners"),
]
