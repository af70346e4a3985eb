"""The only reader of the environment: all that is wrong with it is said at once, without any value."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError

from apps.config.environment import DOTENV, Environment

SECRETS = ("SECRET_KEY", "DATABASE_URL", "BROKER_URL", "CACHE_URL", "STORAGE_URL", "EMAIL_URL")
"""Variables that may also be given as NAME_FILE, the path of a file that holds the value."""


class BadEnvironmentError(SystemExit):
    """The environment cannot be used; the message names every bad variable and no value."""


def _read_secret_files(problems: list[str]) -> dict[str, str]:
    """The secrets that are given as files; what cannot be read is added to the problems."""
    variables = dotenv_values(DOTENV) | os.environ
    read: dict[str, str] = {}
    for name in SECRETS:
        if not (path := variables.get(f"{name}_FILE")):
            continue
        if variables.get(name):
            problems.append(f"{name}_FILE: {name} is set too; unset one of them.")
            continue
        try:
            read[name.lower()] = Path(path).read_text().strip()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            problems.append(f"{name}_FILE: the file cannot be read: {reason}.")
    return read


def _unsafe_combinations(environment: Environment) -> Iterator[str]:
    """What must not start, each with its remedy."""
    if environment.debug and not environment.is_loopback:
        yield "DEBUG: it shows secrets to visitors; unset it, or let PUBLIC_URL be a loopback address."
    if environment.auth_mode == "none" and not (environment.is_loopback or environment.trusted_proxies):
        yield (
            "AUTH_MODE: with none, every visitor is the owner; use accounts, let PUBLIC_URL be a loopback "
            "address, or name in TRUSTED_PROXIES the proxy that signs people in."
        )
    if environment.signup_policy.startswith("domain:") and not environment.email_url:
        yield (
            "SIGNUP: without mail anyone can claim an address of that domain; set EMAIL_URL, or make the "
            "accounts with `manage.py create_user`."
        )


@cache
def read_environment() -> Environment:
    """The environment, or an exit that names every bad variable at once, without any value."""
    problems: list[str] = []
    try:
        environment = Environment(**_read_secret_files(problems))  # type: ignore[arg-type] # validated by it
    except ValidationError as error:
        problems += (
            f"{str(item['loc'][0]).upper()}: {item['msg'].removeprefix('Value error, ')}."
            for item in error.errors()
        )
    else:
        problems += _unsafe_combinations(environment)
    if problems:
        raise BadEnvironmentError("\n  ".join(["These variables are not usable:", *dict.fromkeys(problems)]))
    return environment
