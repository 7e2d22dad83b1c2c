from django.urls import include, path
from django.views.generic import RedirectView

from studio.views import assets, files, history, marks, shell
from studio.views.account import credit_asking, notices, preferences, usage
from studio.views.composer import (
    adding,
    create,
    cutting,
    drafts,
    presets,
    prompt_library,
    prompts_used,
)
from studio.views.frame import banners, help, language, search
from studio.views.queue import queue_page
from studio.views.runs import feed_page, run_actions, run_files, run_page, task_actions

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="studio"), name="home"),
    path("studio/", create.studio, name="studio"),
    path("studio/quote/", create.quote, name="quote"),
    path("studio/references/", adding.references, name="references"),
    path("studio/references/<uuid:pk>/cut/", cutting.cut, name="cut"),
    path("studio/draft/", drafts.draft, name="draft"),
    path("studio/presets/", presets.index, name="presets"),
    path("studio/presets/<uuid:pk>/default/", presets.default, name="preset_default"),
    path("studio/presets/<uuid:pk>/deletion/", presets.deletion, name="preset_deletion"),
    path("studio/prompts/", prompts_used.prompts_used, name="prompts_used"),
    path("studio/library/", prompt_library.prompt_library, name="library"),
    path("studio/feed/", feed_page.older, name="feed"),
    path("runs/<uuid:pk>/", run_page.run, name="run"),
    path("runs/<uuid:pk>/again/", run_actions.again, name="run_again"),
    path("runs/<uuid:pk>/cancellation/", run_actions.cancel, name="cancel_run"),
    path("runs/<uuid:pk>/trash/", run_actions.move_to_trash, name="trash_run"),
    path("runs/<uuid:pk>/files.zip", run_files.files_zip, name="run_zip"),
    path("tasks/tiles", run_page.tiles, name="tiles"),
    path("tasks/<uuid:pk>/tile", run_page.tile, name="tile"),
    path("tasks/<uuid:pk>/preview/", files.preview, name="task-preview"),
    path("tasks/<uuid:pk>/cancellation/", task_actions.cancel, name="cancel"),
    path("tasks/<uuid:pk>/retry/", task_actions.retry, name="retry"),
    path("tasks/<uuid:pk>/hurry/", task_actions.hurry, name="hurry"),
    path("tasks/<uuid:pk>/saving/", task_actions.save_again, name="save_again"),
    path("tasks/<uuid:pk>/dismissal/", task_actions.dismiss, name="dismiss"),
    path("history/", history.history, name="history"),
    path("a/<uuid:pk>/", assets.asset, name="asset"),
    path("a/<uuid:pk>/trash/", assets.move_to_trash, name="trash"),
    path("a/<uuid:pk>/favourite/", marks.favour, name="favour"),
    path("language/", language.set_language, name="set_language"),
    path("usage/", usage.usage, name="usage"),
    path("usage/request/", credit_asking.ask_for_credits, name="ask_for_credits"),
    path("queue/", queue_page.queue, name="queue"),
    path("queue/chip", queue_page.chip, name="queue_chip"),
    path("queue/short", queue_page.short, name="queue_short"),
    path("queue/cancellation/", queue_page.cancel_waiting, name="cancel_waiting"),
    path("", include("studio.views.batches.batch_urls")),
    path("notices/", notices.index, name="notices"),
    path("notices/reading/", notices.read, name="notices_read"),
    path("events/since/<int:cursor>", shell.events_since, name="events_since"),
    path("settings/", preferences.settings, name="settings"),
    path("help/", help.help_page, name="help"),
    path("search/", search.find, name="search"),
    path("banners/", banners.banners, name="banners"),
]
