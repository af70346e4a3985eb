"""How variables are written: sizes, durations, lists, addresses. No message repeats a value."""

import re
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from limits import parse
from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from common.durations import parse_duration

_SIZE_UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}
_WEB = ("http", "https")


def _read_size(value: object) -> int:
    found = re.fullmatch(r"(\d{1,15})\s*([kmg]?)(i?b)?", str(value).strip().lower())
    if not found:
        raise ValueError("write a size such as 500MiB or 2GiB")
    return int(found[1]) * _SIZE_UNITS[found[2]]


def _read_duration(value: object) -> timedelta:
    return value if isinstance(value, timedelta) else parse_duration(str(value))


def _read_list(value: object) -> object:
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


def _split(address: str, *, schemes: tuple[str, ...]) -> SplitResult:
    """The parts of an address; what urlsplit raises would repeat them."""
    wanted = " or ".join(f"{scheme}://…" for scheme in schemes)
    try:
        url = urlsplit(address)
        _ = url.port
    except ValueError:
        raise ValueError(f"write an address {wanted}; this one cannot be read") from None
    if url.scheme not in schemes:
        raise ValueError(f"write an address {wanted}")
    return url


def _secret_address(*schemes: str) -> Callable[[SecretStr], SecretStr]:
    def check(value: SecretStr) -> SecretStr:
        _split(value.get_secret_value(), schemes=schemes)
        return value

    return check


def _check_origin(value: str) -> str:
    url = _split(value, schemes=_WEB)
    if not url.hostname or url.username or value.rstrip("/") != f"{url.scheme}://{url.netloc}":
        raise ValueError("write scheme, host and port only, such as https://tools.example.com")
    return value.rstrip("/")


def _check_host(value: str) -> str:
    if "*" in value:
        raise ValueError("name every host: a wildcard lets anyone's links point to this server")
    if not re.fullmatch(r"\.?[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]", value):
        raise ValueError("write host names without scheme, port or path")
    return value


def _check_network(value: str) -> str:
    try:
        return str(ip_network(value, strict=False))
    except ValueError:
        raise ValueError("write addresses or networks such as 10.0.0.5 or 10.0.0.0/24") from None


def _check_key(value: SecretStr) -> SecretStr:
    if len(set(value.get_secret_value())) < 10 or len(value.get_secret_value()) < 32:  # noqa: PLR2004 - as it says
        raise ValueError(
            "it needs at least 32 characters, 10 of them different; "
            'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
    return value


def _check_signup(value: str) -> str:
    if not re.fullmatch(r"|open|closed|domain:[a-z0-9-]+(\.[a-z0-9-]+)+", value):
        raise ValueError("write open, closed or domain:example.com")
    return value


def _check_rate(value: str) -> str:
    try:
        if value not in {"", "none"}:
            parse(value)
    except ValueError:
        raise ValueError("write a rate such as 3000/minute, or none") from None
    return value


Size = Annotated[int, BeforeValidator(_read_size)]
Duration = Annotated[timedelta, BeforeValidator(_read_duration)]
CommaList = Annotated[list[str], NoDecode, BeforeValidator(_read_list)]

Origin = Annotated[str, AfterValidator(_check_origin)]
Origins = Annotated[list[Origin], NoDecode, BeforeValidator(_read_list)]
Hosts = Annotated[list[Annotated[str, AfterValidator(_check_host)]], NoDecode, BeforeValidator(_read_list)]
Networks = Annotated[
    list[Annotated[str, AfterValidator(_check_network)]], NoDecode, BeforeValidator(_read_list)
]

Key = Annotated[SecretStr, AfterValidator(_check_key)]
Keys = Annotated[list[Key], NoDecode, BeforeValidator(_read_list)]
Signup = Annotated[str, AfterValidator(_check_signup)]
Rate = Annotated[str, AfterValidator(_check_rate)]

DatabaseUrl = Annotated[SecretStr, AfterValidator(_secret_address("postgresql", "postgres"))]
BrokerUrl = Annotated[SecretStr, AfterValidator(_secret_address("redis", "rediss", "amqp", "amqps"))]
CacheUrl = Annotated[SecretStr, AfterValidator(_secret_address("redis", "rediss"))]
StorageUrl = Annotated[SecretStr, AfterValidator(_secret_address("file", "s3", "azure"))]
EmailUrl = Annotated[SecretStr, AfterValidator(_secret_address("smtp", "smtp+tls", "smtps"))]
