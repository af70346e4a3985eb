"""Django's settings, all of them derived from the environment."""

from datetime import timedelta
from urllib.parse import urlsplit

from apps.config.databases import cache_settings, database_settings
from apps.config.environment import PROJECT_ROOT, read_environment
from apps.config.storages import storage_settings

ENVIRONMENT = read_environment()
BASE_DIR = PROJECT_ROOT
DATA_DIR = ENVIRONMENT.data_dir.resolve()
PUBLIC_URL = ENVIRONMENT.public_url.rstrip("/")
_HOST = urlsplit(PUBLIC_URL).hostname or "127.0.0.1"
_SECURE = PUBLIC_URL.startswith("https://")

SECRET_KEY = ENVIRONMENT.signing_key
SECRET_KEY_FALLBACKS = ENVIRONMENT.secret_key_fallbacks
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts or [
    _HOST,
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
    "django_migration_linter",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
]
ROOT_URLCONF = "apps.config.urls"
WSGI_APPLICATION = "apps.config.wsgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {"default": database_settings(ENVIRONMENT)}
CACHES = {"default": cache_settings(ENVIRONMENT)}
STORAGES = storage_settings(ENVIRONMENT)
AUTH_USER_MODEL = "iam.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
LOGGING_CONFIG = None

FILE_RETENTION: timedelta = ENVIRONMENT.file_retention
RECORD_RETENTION: timedelta = ENVIRONMENT.record_retention
LEASE: timedelta = ENVIRONMENT.lease
SHUTDOWN_GRACE: timedelta = ENVIRONMENT.shutdown_grace
