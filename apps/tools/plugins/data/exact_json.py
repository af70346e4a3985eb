"""Parses and writes JSON in Python without losing a digit: numbers that floats cannot hold stay decimals."""

import json
import math
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from apps.tools.base import InvalidInputError, MiB

LARGEST_TREE = 64 * MiB
"""What is parsed as one value; a value takes many times its size in memory."""
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_MARK = f"decimal-{uuid4().hex}:"
"""Put before decimals on their way through the encoder, which knows no such number; nobody can guess it."""
_MARKED = re.compile(rf'"{_MARK}([^"]*)"')


def parse(text: str | bytes, *, name: str, where: str = "") -> Any:
    """One value; raises InvalidInputError with the place of the fault."""
    try:
        value = json.loads(text, parse_float=exact_number, parse_constant=_refuse_constant)
    except RecursionError:
        raise InvalidInputError(f"'{name}' is nested too deeply{where}.", code="input_limit") from None
    except (ValueError, UnicodeError) as error:
        raise InvalidInputError(f"'{name}' is no valid JSON{where}: {error}.") from None
    if _HALF.search(text if isinstance(text, str) else text.decode("utf-8", "replace")):
        _refuse_halves(value, name=name, where=where)
    return value


def _refuse_halves(value: Any, *, name: str, where: str) -> None:
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise InvalidInputError(
            f"'{name}' has half of a letter (a lone surrogate such as \\ud800){where}."
        ) from None


def read_tree(path: Path, *, name: str) -> Any:
    """The whole file as one value."""
    if path.stat().st_size > LARGEST_TREE:
        raise InvalidInputError(
            f"'{name}' is one value of more than {LARGEST_TREE // MiB} MiB. Lists of records may be larger.",
            code="input_limit",
        )
    return parse(path.read_text("utf-8-sig"), name=name)


def read_lines(path: Path, *, name: str) -> Iterator[Any]:
    """The values of a file with one a line."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip(b" \t\r\n\xef\xbb\xbf"):
                yield parse(line.decode("utf-8-sig"), name=name, where=f" in line {number}")


def check_line(text: str, *, name: str, number: int) -> Any:
    """The value of a line, its numbers rounded: enough to see that it is one."""
    try:
        value = json.loads(text)
        if ("NaN" in text or "Infinity" in text) or "  " in text:
            value = parse(text, name=name, where=f" in line {number}")
    except RecursionError:
        raise InvalidInputError(
            f"'{name}' is nested too deeply in line {number}.", code="input_limit"
        ) from None
    except ValueError as error:
        raise InvalidInputError(f"'{name}' is no valid JSON in line {number}: {error}.") from None
    return value


def exact_number(text: str) -> float | Decimal:
    """A float if it stands for the same number, else a decimal."""
    value = float(text)
    if math.isfinite(value) and (len(text) < 16 or Decimal(repr(value)) == Decimal(text)):  # noqa: PLR2004
        return value
    return Decimal(text)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def dump(value: Any, *, indent: int | None = None) -> str:
    """The value as JSON; decimals as numbers, moments in ISO 8601, bytes in Base64, NaN as null."""
    separators = (",", ":") if indent is None else (",", ": ")
    write = partial(
        json.dumps, indent=indent, ensure_ascii=False, allow_nan=False, separators=separators, default=_encode
    )
    try:
        text = write(value)
    except ValueError:
        text = write(without_nan(value))
    return _MARKED.sub(r"\1", text) if _MARK in text else text


def _encode(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return f"{_MARK}{value}" if value.is_finite() else None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(type(value).__name__)


def without_nan(value: Any) -> Any:
    """A copy in which null stands for NaN and the infinities, which JSON does not have."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    return [without_nan(item) for item in value] if isinstance(value, list) else value
