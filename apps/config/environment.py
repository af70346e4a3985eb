"""Every variable: its type, its default and what it is for."""

import os
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from apps.config.environment_types import (
    BrokerUrl,
    CacheUrl,
    CommaList,
    DatabaseUrl,
    Duration,
    EmailUrl,
    Hosts,
    Key,
    Keys,
    Networks,
    Origin,
    Origins,
    Rate,
    Signup,
    Size,
    StorageUrl,
)
from apps.config.secret_key import kept_key

PROJECT_ROOT = Path(__file__).resolve().parents[2]
DOTENV = PROJECT_ROOT / ".env"


class Environment(BaseSettings):
    """What an operator can set. Everything has a default that works on one machine."""

    model_config = SettingsConfigDict(
        env_file=DOTENV, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    data_dir: Annotated[Path, AfterValidator(lambda path: PROJECT_ROOT / path)] = Field(
        default=PROJECT_ROOT / "var", description="All local state: database, files, secret key."
    )
    database_url: DatabaseUrl | None = Field(
        default=None, description="postgresql://… ; SQLite in DATA_DIR unless set."
    )
    broker_url: BrokerUrl | None = Field(default=None, description="redis://… or amqp://… ; none is needed.")
    cache_url: CacheUrl | None = Field(default=None, description="redis://… ; in the database unless set.")
    storage_url: StorageUrl | None = Field(
        default=None,
        description="file:///path, s3://bucket?endpoint=…&region=… or azure://container?… ; else DATA_DIR.",
    )
    email_url: EmailUrl | None = Field(
        default=None, description="smtp://user:password@host:port ; the log unless set."
    )
    email_from: str = Field(default="MagicToolbox <noreply@localhost>", description="Sender of e-mails.")

    public_url: Origin = Field(
        default="http://127.0.0.1:8000", description="The address people use, without a path."
    )
    allowed_hosts: Hosts = Field(default=[], description="Host names served; PUBLIC_URL's unless set.")
    cors_allowed_origins: Origins = Field(default=[], description="Exact origins of front ends elsewhere.")
    trusted_proxies: Networks = Field(
        default=[], description="Addresses whose X-Forwarded-… headers are believed."
    )

    secret_key: Key | None = Field(
        default=None, description="Signs tokens; made and kept in DATA_DIR unless set."
    )
    secret_key_fallbacks: Keys = Field(default=[], description="Former secret keys, still accepted.")
    debug: bool = Field(default=False, description="Tracebacks in the browser; loopback only.")

    auth_mode: Literal["accounts", "none"] = Field(
        default="accounts", description="none: every request is the owner's."
    )
    signup: Signup = Field(
        default="", description="open, closed or domain:example.com; open on loopback only."
    )
    notice: str = Field(
        default="", max_length=500, description="A sentence that front ends show to everyone."
    )
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
    event_retention: Duration = Field(
        default=timedelta(days=7), description="How long the events of an ended execution are kept."
    )
    tools_disabled: CommaList = Field(default=[], description="Names of tools to leave out.")
    formats_disabled: CommaList = Field(
        default=[], description="Formats (`GET /formats`) that no tool may open or make."
    )

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
    max_running_per_user: int = Field(default=8, ge=1, description="Executions at once of one owner.")
    max_queued_per_user: int = Field(default=1000, ge=1, description="Executions of one owner that wait.")
    max_queued: int = Field(default=20_000, ge=1, description="Executions of all owners that wait.")
    max_streams_per_user: int = Field(
        default=100, ge=1, description="Event streams of one owner that one API process holds."
    )
    queue_timeout: Duration = Field(
        default=timedelta(hours=6), description="When what no worker has begun is given up."
    )
    shutdown_grace: Duration = Field(
        default=timedelta(seconds=10), description="Time for running work at a stop."
    )
    sandbox_min_tier: int | None = Field(
        default=None, ge=0, le=2, description="Below it risky tools are unavailable; 1, on loopback 0."
    )
    sandbox_max_tier: int = Field(
        default=2, ge=1, le=2, description="1: no namespaces, even where bubblewrap works."
    )
    sandbox_uid: int = Field(
        default=61184, ge=1, description="First numeric user of runs when started as root."
    )

    rate_limit_address: Rate = Field(
        default="", description="Requests from one address, or none; 6000/minute, on loopback none."
    )
    rate_limit_key: Rate = Field(
        default="", description="Requests with one API key, or none; 3000/minute, on loopback none."
    )
    rate_limit_user: Rate = Field(
        default="", description="Requests of one user, or none; 3000/minute, on loopback none."
    )

    webhook_allowed_networks: Networks = Field(
        default=[], description="Private addresses that webhooks may reach; the internet's always."
    )

    metrics_token: Key | None = Field(
        default=None, description="Opens /metrics to others than this machine, as a Bearer token."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severity logged."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="For people or for machines.")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine is meant to reach the product."""
        host = urlsplit(self.public_url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    @property
    def signup_policy(self) -> str:
        """Who may make an account: open, closed or domain:example.com."""
        return self.signup or ("open" if self.is_loopback else "closed")

    @property
    def minimum_sandbox_tier(self) -> int:
        """Below it risky tools are unavailable."""
        return (0 if self.is_loopback else 1) if self.sandbox_min_tier is None else self.sandbox_min_tier

    @property
    def signing_key(self) -> str:
        """The secret key: the one that is set, or the one in DATA_DIR, made when it is first needed."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        return kept_key(self.data_dir / "secret_key")
