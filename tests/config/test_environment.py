"""The environment: what an operator may write, and what refuses to start."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from apps.config import environment_reader
from apps.config.environment import PROJECT_ROOT, Environment
from apps.config.environment_reader import BadEnvironmentError

Read = Callable[..., Environment]


@pytest.fixture
def dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a .env file that does not exist yet."""
    path = tmp_path / ".env"
    monkeypatch.setitem(Environment.model_config, "env_file", path)
    monkeypatch.setattr(environment_reader, "DOTENV", path)
    return path


@pytest.fixture
def read(dotenv: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """`read(DEBUG="true")` is the environment of a process with these variables and no others."""

    def make(**variables: str) -> Environment:
        for name in list(os.environ):
            monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return environment_reader.read_environment.__wrapped__()

    return make


def test_with_nothing_set_everything_has_a_value_for_this_machine(read: Read) -> None:
    environment = read()
    assert environment.is_loopback
    assert environment.data_dir == PROJECT_ROOT / "var"
    assert environment.database_url is None
    assert environment.signup_policy == "open"
    assert environment.minimum_sandbox_tier == 0


def test_beyond_loopback_signing_up_is_closed_and_the_sandbox_is_wanted(read: Read) -> None:
    environment = read(PUBLIC_URL="https://tools.example.com/")
    assert environment.public_url == "https://tools.example.com"
    assert environment.signup_policy == "closed"
    assert environment.minimum_sandbox_tier == 1


@pytest.mark.parametrize(
    ("written", "size"), [("500MiB", 500 * 2**20), ("2g", 2**31), ("1024", 1024), ("64 KB", 65536)]
)
def test_sizes_are_written_with_units(read: Read, written: str, size: int) -> None:
    assert read(MAX_UPLOAD_SIZE=written).max_upload_size == size


@pytest.mark.parametrize(
    ("written", "duration"),
    [("30s", timedelta(seconds=30)), ("15m", timedelta(minutes=15)), ("90d", timedelta(days=90))],
)
def test_durations_are_written_with_units(read: Read, written: str, duration: timedelta) -> None:
    assert read(FILE_RETENTION=written).file_retention == duration


def test_lists_are_written_with_commas(read: Read) -> None:
    environment = read(TOOLS_DISABLED="image-convert, gpx-speed,", TRUSTED_PROXIES="10.0.0.0/8,::1")
    assert environment.tools_disabled == ["image-convert", "gpx-speed"]
    assert environment.trusted_proxies == ["10.0.0.0/8", "::1/128"]


def test_an_empty_variable_is_one_that_is_not_set(read: Read) -> None:
    assert read(DATABASE_URL="", API_THREADS="").api_threads == 8


def test_a_dotenv_file_is_read_and_the_process_has_the_last_word(read: Read, dotenv: Path) -> None:
    dotenv.write_text("API_THREADS=16\nLOG_FORMAT=json\n")
    environment = read(API_THREADS="4")
    assert (environment.api_threads, environment.log_format) == (4, "json")


def test_unknown_variables_are_nobodys_business(read: Read) -> None:
    assert read(PATH="/bin", MAGICTOOLBOX_SOMETHING="1").log_level == "INFO"


def test_every_bad_variable_is_named_at_once_and_no_value_is_printed(read: Read) -> None:
    bad = {
        "API_THREADS": "canary-many",
        "AUTH_MODE": "canary-guest",
        "BROKER_URL": "sqs://canary:canary@host",
        "CACHE_URL": "memcached://canary",
        "CORS_ALLOWED_ORIGINS": "https://app.example.com/canary",
        "ALLOWED_HOSTS": "*.canary.example",
        "DATABASE_URL": "postgresql://canary:canary@host:canary/db",
        "EMAIL_URL": "canary",
        "FILE_RETENTION": "canary",
        "MAX_UPLOAD_SIZE": "canary",
        "PUBLIC_URL": "ftp://canary.example",
        "SECRET_KEY": "canary",
        "SECRET_KEY_FALLBACKS": "canary,canary",
        "SIGNUP": "canary",
        "STORAGE_URL": "gopher://canary",
        "TRUSTED_PROXIES": "canary",
    }
    with pytest.raises(BadEnvironmentError) as refusal:
        read(**bad)
    for name in bad:
        assert f"{name}: " in str(refusal.value)
    assert "canary" not in str(refusal.value)


@pytest.mark.parametrize(
    ("variables", "remedy"),
    [
        ({"DEBUG": "true", "PUBLIC_URL": "https://tools.example.com"}, "unset it"),
        ({"AUTH_MODE": "none", "PUBLIC_URL": "https://tools.example.com"}, "TRUSTED_PROXIES"),
        ({"ALLOWED_HOSTS": "*"}, "name every host"),
        ({"SECRET_KEY": "a" * 50}, "secrets.token_urlsafe"),
        ({"CORS_ALLOWED_ORIGINS": "*"}, "https://…"),
        ({"CORS_ALLOWED_ORIGINS": "null"}, "https://…"),
        ({"PUBLIC_URL": "https://tools.example.com/toolbox"}, "scheme, host and port only"),
        ({"SIGNUP": "domain:"}, "domain:example.com"),
    ],
)
def test_what_is_unsafe_does_not_start_and_says_what_to_do(
    read: Read, variables: dict[str, str], remedy: str
) -> None:
    with pytest.raises(BadEnvironmentError, match=remedy):
        read(**variables)


def test_behind_a_proxy_that_signs_people_in_no_accounts_are_needed(read: Read) -> None:
    environment = read(AUTH_MODE="none", PUBLIC_URL="https://tools.example.com", TRUSTED_PROXIES="10.0.0.5")
    assert environment.auth_mode == "none"


def test_a_secret_may_come_from_a_file(read: Read, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("correct-horse-battery-staple-0123456789\n")
    environment = read(SECRET_KEY_FILE=str(tmp_path / "key"))
    assert environment.signing_key == "correct-horse-battery-staple-0123456789"


def test_a_secret_file_that_cannot_be_read_is_named_with_the_other_problems(read: Read) -> None:
    with pytest.raises(BadEnvironmentError) as refusal:
        read(DATABASE_URL_FILE="/canary/missing", API_THREADS="0")
    assert "DATABASE_URL_FILE: the file cannot be read: No such file or directory." in str(refusal.value)
    assert "API_THREADS" in str(refusal.value)
    assert "canary" not in str(refusal.value)


def test_a_secret_that_is_given_twice_is_refused(read: Read, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("redis://one")
    with pytest.raises(BadEnvironmentError, match="unset one of them"):
        read(CACHE_URL="redis://two", CACHE_URL_FILE=str(tmp_path / "url"))


def test_secrets_do_not_show_when_the_environment_is_printed(read: Read) -> None:
    environment = read(
        DATABASE_URL="postgresql://me:canary@host/db", SECRET_KEY="canary-0123456789-abcdefghijklmnop"
    )
    assert "canary" not in f"{environment!r} {environment}"


def test_a_signing_key_is_made_once_and_kept_for_its_owner_only(read: Read, tmp_path: Path) -> None:
    first = read(DATA_DIR=str(tmp_path / "data"))
    second = read(DATA_DIR=str(tmp_path / "data"))
    assert first.signing_key == second.signing_key
    assert len(first.signing_key) >= 50
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_a_key_that_is_set_is_not_written_down(read: Read, tmp_path: Path) -> None:
    environment = read(DATA_DIR=str(tmp_path), SECRET_KEY="correct-horse-battery-staple-0123456789")
    assert environment.signing_key == "correct-horse-battery-staple-0123456789"
    assert not (tmp_path / "secret_key").exists()
