"""The one log sink: every line of every library, as text or as JSON, without secrets."""

import json
import logging
import logging.config
import sys
import traceback
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from loguru import logger

from apps.config.redaction import one_line, redact
from common.logging import log_context

if TYPE_CHECKING:
    from loguru import Message, Record


class LoggingSettings(TypedDict):
    """Django's LOGGING, as we use it."""

    level: str
    format: Literal["text", "json"]


class InterceptHandler(logging.Handler):
    """Hands the standard library's records to the sink, in the name of who made them."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record."""
        known = record.levelname in logging.getLevelNamesMapping()
        named = logger.patch(partial(_rename, name=record.name))
        # The message is an argument because it may contain braces.
        named.opt(exception=record.exc_info).log(
            record.levelname if known else record.levelno, "{}", record.getMessage()
        )


class WithTraceback(logging.Filter):
    """Lets records pass that carry an exception."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether there is one."""
        return record.exc_info is not None


def _rename(record: "Record", *, name: str) -> None:
    record["name"] = name


SERVER_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"with_traceback": {"()": "apps.config.logging.WithTraceback"}},
    "handlers": {"sink": {"class": "apps.config.logging.InterceptHandler"}},
    "root": {"handlers": ["sink"], "level": "INFO"},
    "loggers": {
        name: {"handlers": [], "propagate": True}
        for name in ("_granian", "granian.access", "django", "django.server", "celery", "py.warnings")
    }
    # It has a line for every request to the storage.
    | {"azure": {"level": "WARNING"}}
    # Our own line about a request says how it was answered; only a traceback is worth another.
    | {
        "django.request": {"filters": ["with_traceback"]},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
"""For `logging.config.dictConfig`, and for granian's `log_dictconfig`."""


def configure_logging(settings: LoggingSettings) -> None:
    """LOGGING_CONFIG: Django calls it once at start, in every process."""
    logging.config.dictConfig(SERVER_LOGGING)
    logging.captureWarnings(capture=True)
    logger.remove()
    logger.add(
        _write_json if settings["format"] == "json" else _write_text,
        level=settings["level"],
        format="{message}",
        backtrace=False,
        # The values of local variables may be secrets.
        diagnose=False,
    )


def _fields(record: "Record") -> dict[str, Any]:
    extra = {key: redact(one_line(v)) if isinstance(v, str) else v for key, v in record["extra"].items()}
    return {
        "time": record["time"].isoformat(timespec="milliseconds"),
        "level": record["level"].name,
        "logger": record["name"],
        "message": redact(one_line(record["message"])),
        **log_context(),
        **extra,
    }


def _traceback(record: "Record") -> str | None:
    if record["exception"] is None:
        return None
    return redact("".join(traceback.format_exception(record["exception"].value)))


def _write_json(message: "Message") -> None:
    fields = _fields(message.record)
    if exception := _traceback(message.record):
        fields["exception"] = exception
    _write(json.dumps(fields, default=str))


def _write_text(message: "Message") -> None:
    fields = _fields(message.record)
    head = [fields.pop("time"), f"{fields.pop('level'):<7}", fields.pop("logger"), fields.pop("message")]
    about = [f"{name}={value}" for name, value in fields.items()]
    # Indented, so that no line of a traceback can pass for a line of the log.
    exception = (_traceback(message.record) or "").rstrip().replace("\n", "\n  ")
    _write(" ".join([*head, *about]) + (f"\n  {exception}" if exception else ""))


def _write(line: str) -> None:
    # Standard error, so that what a command prints stays usable; flushed, because threads are not waited for.
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - this is the sink
