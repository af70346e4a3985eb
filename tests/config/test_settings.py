"""What the environment becomes in Django's words."""

from typing import Any

import pytest
from django.conf import settings
from pydantic import SecretStr

from apps.config.databases import cache_settings, database_settings
from apps.config.email import email_settings
from apps.config.environment import Environment
from apps.config.storages import storage_settings


def environment(**values: Any) -> Environment:
    """An environment with these addresses in it."""
    return settings.ENVIRONMENT.model_copy(update={name: SecretStr(url) for name, url in values.items()})


def test_sqlite_waits_for_locks_and_survives_a_power_loss() -> None:
    options = database_settings(settings.ENVIRONMENT.model_copy(update={"database_url": None}))["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_has_a_pool_and_timeouts_and_takes_options_from_its_address() -> None:
    url = "postgresql://me%40corp:p%2Fw@db.example:6432/tool%20box?sslmode=require"
    database = database_settings(environment(database_url=url))
    assert (database["USER"], database["PASSWORD"]) == ("me@corp", "p/w")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 6432, "tool box")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["connect_timeout"] == 5
    assert "statement_timeout" in database["OPTIONS"]["options"]
    workers = settings.ENVIRONMENT.api_threads + settings.ENVIRONMENT.worker_concurrency
    assert database["OPTIONS"]["pool"]["max_size"] == workers


def test_the_cache_is_a_table_unless_redis_is_named() -> None:
    assert cache_settings(settings.ENVIRONMENT.model_copy(update={"cache_url": None}))["LOCATION"] == "cache"
    assert cache_settings(environment(cache_url="redis://cache/1"))["LOCATION"] == "redis://cache/1"


@pytest.mark.django_db
def test_migrating_is_enough_to_use_the_cache() -> None:
    from django.core.cache import cache

    cache.set("greeting", {"words": ["hello"]}, timeout=60)
    assert cache.get("greeting") == {"words": ["hello"]}
    assert cache.add("greeting", "again") is False


@pytest.mark.parametrize(
    ("url", "backend", "expected"),
    [
        ("file:///srv/files", "FileSystemStorage", {"location": "/srv/files"}),
        (
            "s3://bucket?endpoint=http://minio:9000&region=eu-west-1",
            "S3Storage",
            {"bucket_name": "bucket", "endpoint_url": "http://minio:9000", "region_name": "eu-west-1"},
        ),
        (
            "azure://container?connection=UseDevelopmentStorage",
            "AzureStorage",
            {"azure_container": "container", "connection_string": "UseDevelopmentStorage"},
        ),
    ],
)
def test_files_are_kept_where_the_address_says(url: str, backend: str, expected: dict[str, str]) -> None:
    storage = storage_settings(environment(storage_url=url))["default"]
    assert storage["BACKEND"].endswith(backend)
    assert storage["OPTIONS"].items() >= expected.items()


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://localhost", 25, False, False),
        ("smtp+tls://me:p%40ss@mail.example", 587, True, False),
        ("smtps://me:p%40ss@mail.example:4650", 4650, False, True),
    ],
)
def test_mail_leaves_by_the_server_that_is_named(url: str, port: int, tls: bool, ssl: bool) -> None:
    mail = email_settings(environment(email_url=url))
    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert mail["EMAIL_HOST_PASSWORD"] == ("p@ss" if "@" in url else "")


def test_without_a_mail_server_messages_are_printed() -> None:
    mail = email_settings(settings.ENVIRONMENT.model_copy(update={"email_url": None}))
    assert mail == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
