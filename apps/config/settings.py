"""Django's settings, all of them derived from the environment."""

import tomllib
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.utils.functional import SimpleLazyObject

from apps.config.authentication_settings import *  # noqa: F403 - Django reads settings from one module
from apps.config.databases import cache_settings, database_settings
from apps.config.email import email_settings
from apps.config.environment import PROJECT_ROOT
from apps.config.environment_reader import read_environment
from apps.config.logging import SERVER_LOGGING as GRANIAN_LOGGING
from apps.config.storages import storage_settings

ENVIRONMENT = read_environment()
BASE_DIR = PROJECT_ROOT
VERSION: str = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text())["project"]["version"]
DATA_DIR = ENVIRONMENT.data_dir.resolve()
PUBLIC_URL = ENVIRONMENT.public_url
IS_SECURE = PUBLIC_URL.startswith("https://")
STARTED_AT = datetime.now(UTC)
EMBEDDED = False  # `manage.py serve` says otherwise to the parts it forks

# Read when it is needed, so that commands which keep nothing leave nothing behind.
SECRET_KEY = SimpleLazyObject(lambda: ENVIRONMENT.signing_key)
SECRET_KEY_FALLBACKS = [key.get_secret_value() for key in ENVIRONMENT.secret_key_fallbacks]
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts or [
    urlsplit(PUBLIC_URL).hostname or "127.0.0.1",
    *(["localhost", "127.0.0.1", "[::1]"] if ENVIRONMENT.is_loopback else []),
]

INSTALLED_APPS = [
    "apps.iam",
    "apps.tools",
    "apps.meta",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.usersessions",
    "corsheaders",
    "ninja",
    # A development dependency.
    *(["django_migration_linter"] if find_spec("django_migration_linter") else []),
]
MIDDLEWARE = [
    "apps.config.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "apps.config.rate_limiting.RateLimitMiddleware",
    "apps.config.middleware.ProtocolMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "apps.config.middleware.DeferredMiddleware",
]
ROOT_URLCONF = "apps.config.urls"
APPEND_SLASH = False
WSGI_APPLICATION = "apps.config.wsgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {"default": database_settings(ENVIRONMENT)}
CACHES = {"default": cache_settings(ENVIRONMENT)}
STORAGES = storage_settings(ENVIRONMENT)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# Served from the installed packages, so that no command has to collect them first.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

JSON_BODY_MAX = 12 * 2**20
"""Of bodies that are not files: room for inputs of 8 MiB in base64."""
# A body as long as the limit is still read; the server refuses longer ones.
DATA_UPLOAD_MAX_MEMORY_SIZE = JSON_BODY_MAX + 1
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_HANDLERS = ["apps.tools.uploads.HashingUploadHandler"]

CSRF_FAILURE_VIEW = "apps.config.views.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_SECURE else 0
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

CORS_ALLOWED_ORIGINS = ENVIRONMENT.cors_allowed_origins
CORS_ALLOW_CREDENTIALS = True
CORS_PREFLIGHT_MAX_AGE = 600
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-none-match",
    "last-event-id",
    "prefer",
    "range",
    "want-repr-digest",
    "x-api-key",
    "x-csrftoken",
    "x-email-verification-key",
    "x-password-reset-key",
    "x-request-id",
    "x-session-token",
]
CORS_EXPOSE_HEADERS = [
    "accept-ranges",
    "allow",
    "content-disposition",
    "content-length",
    "content-range",
    "deprecation",
    "etag",
    "idempotent-replayed",
    "link",
    "location",
    "preference-applied",
    "ratelimit",
    "ratelimit-policy",
    "repr-digest",
    "retry-after",
    "sunset",
    "www-authenticate",
    "x-request-id",
]

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from
globals().update(email_settings(ENVIRONMENT))

SERVER_LOGGING = GRANIAN_LOGGING
LOGGING_CONFIG = "apps.config.logging.configure_logging"
LOGGING = {"level": ENVIRONMENT.log_level, "format": ENVIRONMENT.log_format}

FILE_RETENTION: timedelta = ENVIRONMENT.file_retention
RECORD_RETENTION: timedelta = ENVIRONMENT.record_retention
EVENT_RETENTION: timedelta = ENVIRONMENT.event_retention
LEASE: timedelta = ENVIRONMENT.lease
SHUTDOWN_GRACE: timedelta = ENVIRONMENT.shutdown_grace
QUEUE_TIMEOUT: timedelta = ENVIRONMENT.queue_timeout
MAX_RUNNING_PER_USER = ENVIRONMENT.max_running_per_user
MAX_QUEUED_PER_USER = ENVIRONMENT.max_queued_per_user
MAX_QUEUED = ENVIRONMENT.max_queued
WEBHOOK_ALLOWED_NETWORKS: list[str] = ENVIRONMENT.webhook_allowed_networks
