"""The only reader of the environment: every variable, its type, its default and what it is for."""

import os
import re
import secrets
from datetime import timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("SECRET_KEY", "DATABASE_URL", "BROKER_URL", "CACHE_URL", "STORAGE_URL", "EMAIL_URL")
"""Variables that may also be given as NAME_FILE, the path of a file that holds the value."""

_SIZE_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}
_TIME_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class BadEnvironmentError(SystemExit):
    """The environment cannot be used; the message names every bad variable and no value."""


def _read_size(value: object) -> object:
    found = re.fullmatch(r"(\d+)\s*([kmg]?)(i?b)?", str(value).strip().lower())
    if not found:
        raise ValueError("write a size such as 500MiB or 2GiB")
    return int(found[1]) * _SIZE_UNITS[found[2]]


def _read_duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"(\d+)\s*([smhd])", str(value).strip().lower())
    if not found:
        raise ValueError("write a duration such as 30s, 15m, 24h or 90d")
    return timedelta(**{_TIME_UNITS[found[2]]: int(found[1])})


def _read_list(value: object) -> object:
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


Size = Annotated[int, BeforeValidator(_read_size)]
Duration = Annotated[timedelta, BeforeValidator(_read_duration)]
CommaList = Annotated[list[str], NoDecode, BeforeValidator(_read_list)]


class Environment(BaseSettings):
    """What an operator can set. Everything has a default that works on one machine."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    data_dir: Path = Field(default=Path("var"), description="All local state: database, files, secret key.")
    database_url: SecretStr | None = Field(
        default=None, description="postgresql://… ; SQLite in DATA_DIR unless set."
    )
    broker_url: SecretStr | None = Field(default=None, description="redis://… or amqp://… ; none is needed.")
    cache_url: SecretStr | None = Field(default=None, description="redis://… ; in the database unless set.")
    storage_url: SecretStr | None = Field(
        default=None,
        description="file:///path, s3://bucket?endpoint=…&region=… or azure://container?… ; else DATA_DIR.",
    )
    email_url: SecretStr | None = Field(
        default=None, description="smtp://user:password@host:port ; the log unless set."
    )
    email_from: str = Field(default="MagicToolbox <noreply@localhost>", description="Sender of e-mails.")

    public_url: str = Field(
        default="http://127.0.0.1:8000", description="The address people use, without a path."
    )
    allowed_hosts: CommaList = Field(default=[], description="Host names served; PUBLIC_URL's unless set.")
    cors_allowed_origins: CommaList = Field(default=[], description="Exact origins of front ends elsewhere.")
    trusted_proxies: CommaList = Field(
        default=[], description="Addresses whose X-Forwarded-… headers are believed."
    )

    secret_key: SecretStr | None = Field(
        default=None, description="Signs tokens; made and kept in DATA_DIR unless set."
    )
    secret_key_fallbacks: CommaList = Field(default=[], description="Former secret keys, still accepted.")
    debug: bool = Field(default=False, description="Tracebacks in the browser; loopback only.")

    auth_mode: Literal["accounts", "none"] = Field(
        default="accounts", description="none: every request is the owner's."
    )
    signup: str = Field(default="", description="open, closed or domain:example.com; open on loopback only.")
    public_catalogue: bool = Field(default=True, description="Whether the tool list needs no credentials.")
    access_token_lifetime: Duration = Field(
        default=timedelta(minutes=15), description="Of an app's access token."
    )
    refresh_token_lifetime: Duration = Field(
        default=timedelta(days=7), description="Of an app's refresh token."
    )

    max_upload_size: Size = Field(default=512 * 2**20, description="The largest request body, in bytes.")
    file_retention: Duration = Field(default=timedelta(hours=24), description="How long files are kept.")
    record_retention: Duration = Field(
        default=timedelta(days=90), description="How long executions are remembered."
    )
    tools_disabled: CommaList = Field(default=[], description="Names of tools to leave out.")

    api_threads: int = Field(
        default=8, ge=2, le=256, description="Requests served at once by one API process."
    )
    worker_concurrency: int = Field(
        default_factory=lambda: os.cpu_count() or 2,
        ge=1,
        le=256,
        description="Executions at once in one worker.",
    )
    lease: Duration = Field(
        default=timedelta(seconds=30), description="How long a silent worker keeps its work."
    )
    shutdown_grace: Duration = Field(
        default=timedelta(seconds=10), description="Time for running work at a stop."
    )
    sandbox_min_tier: int | None = Field(
        default=None, ge=0, le=1, description="Below it risky tools are unavailable; 1, on loopback 0."
    )
    sandbox_uid: int = Field(
        default=61184, ge=1, description="First numeric user of runs when started as root."
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severity logged."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="For people or for machines.")

    @cached_property
    def is_loopback(self) -> bool:
        """Whether only this machine is meant to reach the product."""
        host = urlsplit(self.public_url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    @cached_property
    def signing_key(self) -> str:
        """The secret key: set, kept in DATA_DIR, or fresh for this process until `keep_signing_key`."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        path = self.data_dir / "secret_key"
        return path.read_text() if path.exists() else secrets.token_urlsafe(48)

    def keep_signing_key(self) -> None:
        """Make DATA_DIR, and write down the key this process started with, unless one is kept or set."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.data_dir / "secret_key"
        if not self.secret_key and not path.exists():
            path.touch(mode=0o600)
            path.write_text(self.signing_key)


def _with_secrets_from_files() -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name in SECRETS:
        if path := os.environ.get(f"{name}_FILE"):
            try:
                read[name.lower()] = Path(path).read_text().strip()
            except OSError as error:
                raise BadEnvironmentError(
                    f"{name}_FILE names a file that cannot be read: {error.strerror}."
                ) from None
    return read


def read_environment() -> Environment:
    """The environment, or an exit that names every bad variable at once, without any value."""
    try:
        return Environment(**_with_secrets_from_files())
    except ValidationError as error:
        lines = [
            f"  {str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors(include_input=False)
        ]
        raise BadEnvironmentError("\n".join(["These variables are not usable:", *lines])) from None
