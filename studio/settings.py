"""Every setting, read from the environment. The README lists names and defaults."""

import base64
import logging
import os
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from studio import environment as env
from studio.storage_url import storage_from_url

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"
DATA = Path(env.text("STUDIO_DATA", str(BASE_DIR / "data"))).resolve()
DEBUG = env.flag("STUDIO_DEBUG")

SECRET_KEY = env.generated(
    "STUDIO_SECRET_KEY", DATA / "secret_key", lambda: secrets.token_urlsafe(50)
)


def _vault_key() -> str:
    return f"{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


VAULT_KEYS = (
    env.generated("STUDIO_VAULT_KEYS", DATA / "vault_keys", _vault_key)
    .replace("\n", ",")
    .split(",")
)

PORT = env.integer("PORT", 8000, 1, 65535)
PUBLIC_URL = env.text("PUBLIC_URL").rstrip("/")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or ""
if PUBLIC_URL and not (PUBLIC_URL.startswith(("http://", "https://")) and PUBLIC_HOST):
    raise ImproperlyConfigured("PUBLIC_URL must be like https://studio.example.org")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
ALLOWED_HOSTS = env.words("STUDIO_HOSTS", "localhost,127.0.0.1,[::1]") + (
    [PUBLIC_HOST] if PUBLIC_HOST else []
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
SITE_NAME = env.text("STUDIO_NAME", "Atelier")

EGRESS_ALLOW = env.words("STUDIO_EGRESS_ALLOW")
DEMO_PORT = env.integer("STUDIO_DEMO_PORT", PORT + 1 if PORT < 65535 else PORT - 1, 1, 65535)
DEMO_URL = f"http://127.0.0.1:{DEMO_PORT}"
if EGRESS_ALLOW and PUBLIC_HOST and PUBLIC_HOST not in LOOPBACK:
    raise ImproperlyConfigured("STUDIO_EGRESS_ALLOW is for tests: unset it, or unset PUBLIC_URL")

INSTALLED_APPS = [
    "studio.apps.StudioConfig",
    "studio.credits.apps.CreditsConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",  # found by urls.py: a worker needs none of it
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "studio.apps.StudioStaticFilesConfig",
    "csp",
    "axes",
    "django_htmx",
    "ninja",
    "django_q",
]
MIDDLEWARE = [
    "studio.once.middleware",
    "studio.api.errors.EnvelopeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "studio.compression.CompressMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "studio.middleware.ApiTokenMiddleware",
    "studio.middleware.LanguageMiddleware",
    "studio.middleware.TimeZoneMiddleware",
    "studio.middleware.PageLoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "studio.views.errors.TroubleMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "studio.urls"
WSGI_APPLICATION = "studio.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "studio.views.frame.context.site",
            ]
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        env.text("TEST_DATABASE_URL")
        or env.text("DATABASE_URL", f"sqlite:///{DATA}/studio.sqlite3"),
        conn_max_age=None,
        conn_health_checks=True,
    )
}
SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if SQLITE:
    DATA.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
    }
    # A file, since tests use threads; one per process, since checks may run side by side.
    DATABASES["default"]["TEST"] = {
        "NAME": f"{tempfile.gettempdir()}/atelier-test-{os.getpid()}.sqlite3"
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "studio.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "studio"
LOGOUT_REDIRECT_URL = "login"

# Whoever guesses a name's password from one address waits; the same name elsewhere does not.
AXES_FAILURE_LIMIT = env.integer("STUDIO_SIGN_IN_TRIES", 5, 1, 1000)
AXES_COOLOFF_TIME = timedelta(minutes=env.integer("STUDIO_SIGN_IN_PAUSE", 5, 1, 1440))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "studio.views.account.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "studio.client_address.of"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken"]

USE_TZ = True
TIME_ZONE = env.text("STUDIO_TIME_ZONE", "UTC")
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "studio.formats"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("pl", "Polski")]  # `locale/` beside this

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STUDIO_STATIC", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGE_URL = env.text("STORAGE_URL", f"file://{DATA}/files")
STORAGES = {
    "default": storage_from_url(STORAGE_URL),
    "staticfiles": {"BACKEND": "studio.staticfiles.StaticFilesStorage"},
}
FILE_ROOT = Path(urlsplit(STORAGE_URL).path) if STORAGE_URL.startswith("file://") else None
SCRATCH = DATA / "scratch"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_TEMP_DIR = None
SENDFILE = env.flag("STUDIO_SENDFILE", True)  # off: Django sends files itself, without Range
UPLOAD_MAX_BYTES = env.integer("STUDIO_UPLOAD_MAX_MB", 100) * 1_000_000
RESULT_MAX_BYTES = env.integer("STUDIO_RESULT_MAX_MB", 2000) * 1_000_000
MAX_OUTPUTS = env.integer("STUDIO_MAX_OUTPUTS", 20, 1, 200)
BATCH_ROWS = env.integer("STUDIO_BATCH_ROWS", 200, 1, 1000)
RUNS_PER_MINUTE = env.integer("STUDIO_RUNS_PER_MINUTE", 120, 1, 10_000)

Q_CLUSTER = {
    "name": "studio",
    "label": "Job queue",
    "orm": "default",
    "workers": env.integer("STUDIO_WORKERS", 4, 3, 64),
    "bulk": 1,
    "queue_limit": env.integer("STUDIO_WORKERS", 4, 3, 64),
    "poll": 0.1,
    "timeout": 900,
    "retry": 1000,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": -1,
    "recycle": 500,
    "ALT_CLUSTERS": {"media": {"workers": 2, "queue_limit": 2, "timeout": 300, "retry": 400}},
}
CLUSTER = env.text("STUDIO_CLUSTER", os.uname().nodename)

POLL_LANES = env.integer("STUDIO_POLL_LANES", 100, 1, 2000)
SUBMIT_LANES = env.integer("STUDIO_SUBMIT_LANES", 200, 1, 2000)
LEASE_MARGIN = env.number("STUDIO_LEASE_MARGIN", 15, 0.1)
SWEEP_LEASE = env.number("STUDIO_SWEEP_LEASE", 20, 0.5)
SWEEP_LINGER = env.number("STUDIO_SWEEP_LINGER", 10)
SWEEP_TICK = env.number("STUDIO_SWEEP_TICK", 0.25, 0.01)
RESCUE_EVERY = env.number("STUDIO_RESCUE_EVERY", 10, 0.1)
UNKNOWN_MARGIN = env.number("STUDIO_UNKNOWN_MARGIN", 900)
ARCHIVE_LEAST = env.number("STUDIO_ARCHIVE_LEAST", 86400, 1)
QUEUE_DEADLINE = env.number("STUDIO_QUEUE_DEADLINE", 86400, 1)
LATE_WATCH = env.number("STUDIO_LATE_WATCH", 86400)
VITALS_TTL = env.number("STUDIO_VITALS_TTL", 3)
MAX_ATTEMPTS = env.integer("STUDIO_MAX_ATTEMPTS", 10, 1, 1000)
BACKOFF = env.number("STUDIO_BACKOFF", 2, 0.01)
STOP_GRACE = env.number("STUDIO_STOP_GRACE", 30)
REFERENCE_TTL = env.number("STUDIO_REFERENCE_TTL", 7200, 60)

HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 7 * 86400
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PROXIES = 0
if env.flag("STUDIO_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    PROXIES = env.integer("STUDIO_PROXIES", 1, 1, 10)
STORAGE_ORIGIN = [env.text("STUDIO_STORAGE_ORIGIN")] if env.text("STUDIO_STORAGE_ORIGIN") else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *STORAGE_ORIGIN],
        "media-src": [SELF, "blob:", *STORAGE_ORIGIN],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
NINJA_PAGINATION_PER_PAGE = 50

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "studio.redaction.SecretFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}
    },
    "root": {"handlers": ["console"], "level": env.text("STUDIO_LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        "studio": {"level": env.text("STUDIO_LOG_LEVEL", "INFO").upper()},
        "django-q": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},  # a 404 or 422 is the caller's news, not ours
        "httpx": {"level": logging.WARNING},
        "httpcore": {"level": logging.WARNING},
    },
}
