from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class StudioConfig(AppConfig):
    name = "studio"
    verbose_name = "Studio"

    def ready(self) -> None:
        from studio import checks  # noqa: F401  registers the start-up checks


class StudioStaticFilesConfig(StaticFilesConfig):
    # htmx's extensions import by names that only a bundler resolves; none is used.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]
