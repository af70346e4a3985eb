"""The log: one sink for every library, for people or machines, without secrets and without forgeries."""

import json
import logging
import logging.config
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from loguru import logger

from apps.config.environment import PROJECT_ROOT
from apps.config.logging import SERVER_LOGGING, configure_logging
from common.logging import bound


@pytest.fixture
def json_log(capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """`json_log()` is what was logged since the last time, line by line."""
    configure_logging({"level": "DEBUG", "format": "json"})
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    configure_logging({"level": "INFO", "format": "text"})


@pytest.fixture
def text_log(capsys: pytest.CaptureFixture[str]) -> Any:
    """`text_log()` is what was logged since the last time, line by line."""
    configure_logging({"level": "INFO", "format": "text"})

    def read() -> list[str]:
        return capsys.readouterr().err.splitlines()

    return read


def test_a_line_for_machines_says_when_how_grave_what_and_about_what(json_log: Any) -> None:
    with bound(request_id="r1", user="u1", execution="e1"):
        logger.bind(pages=3).info("Converted {}", "it")
    [line] = json_log()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "tests.config.test_logging",
        "message": "Converted it",
        "request_id": "r1",
        "user": "u1",
        "execution": "e1",
        "pages": 3,
    }


def test_a_line_for_people_says_the_same(text_log: Any) -> None:
    with bound(request_id="r1"):
        logger.warning("Careful")
    [line] = text_log()
    assert line.endswith("WARNING tests.config.test_logging Careful request_id=r1")


def test_what_is_less_grave_than_asked_for_is_not_logged(text_log: Any) -> None:
    logger.debug("whisper")
    assert text_log() == []


@pytest.mark.parametrize("name", ["django.db", "celery.worker", "_granian", "allauth", "anything"])
def test_every_library_logs_here_in_its_own_name(json_log: Any, name: str) -> None:
    logging.getLogger(name).warning("%s {of} braces", "50%")
    [line] = json_log()
    assert (line["logger"], line["message"], line["level"]) == (name, "50% {of} braces", "WARNING")


def test_warnings_of_python_are_logged() -> None:
    program = "import django, warnings; django.setup(); warnings.warn('old ways', DeprecationWarning)"
    variables = os.environ | {"DJANGO_SETTINGS_MODULE": "apps.config.settings", "LOG_FORMAT": "json"}
    command = [sys.executable, "-W", "always", "-c", program]
    done = subprocess.run(command, env=variables, cwd=PROJECT_ROOT, capture_output=True, check=True)
    line = json.loads(done.stderr.splitlines()[-1])
    assert line["logger"] == "py.warnings"
    assert "old ways" in line["message"]


def test_granian_can_be_given_the_same_configuration(json_log: Any) -> None:
    logging.config.dictConfig(SERVER_LOGGING)
    logging.getLogger("granian.access").info("served")
    [line] = json_log()
    assert line["logger"] == "granian.access"


def test_an_exception_has_its_traceback_but_no_local_values(json_log: Any) -> None:
    canary = "canary"
    try:
        _fail("it broke" if canary else "")
    except RuntimeError:
        logger.exception("Failed")
    [line] = json_log()
    assert "RuntimeError: it broke" in line["exception"]
    assert "test_logging.py" in line["exception"]
    assert "'canary'" not in line["exception"]


def _fail(message: str) -> None:
    raise RuntimeError(message)


def test_a_traceback_for_people_cannot_pass_for_lines_of_the_log(text_log: Any) -> None:
    try:
        _fail("first\n2026-01-01T00:00:00.000+00:00 INFO    forged all is well")
    except RuntimeError:
        logger.exception("Failed")
    first, *others = text_log()
    assert "Failed" in first
    assert all(line.startswith("  ") for line in others)


@pytest.mark.parametrize(
    "trap", ["a\r\nINFO forged", "a\nforged", "a\x1b[2Jcleared", "a\u2028forged", "a\x85b"]
)
def test_nobody_can_forge_a_line(text_log: Any, trap: str) -> None:
    logger.bind(name=trap).info(trap)
    [line] = text_log()
    assert not set(line) & set("\r\n\x1b\u2028\x85")


TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlY2FuYXJ5"


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer canary123456",
        "{'Authorization': 'Basic canary123456=='}",
        "Cookie: magictoolbox_session=canary; magictoolbox_csrf=canary",
        '{"password": "canary", "new_password": "canary"}',
        "password=canary&next=/",
        "GET /content?signature=canary&expires=1",
        "X-API-Key: canary",
        "X-Session-Token: canary",
        "connecting to postgresql://me:canary@host:5432/db",
        "redis://:canary@cache/0 did not answer",
        "amqp://me:p@canary@host//",
        "key mtb_canary_canary_canary was used",
        "access_token='canary'",
        "secret_key = canary",
        f"the token {TOKEN} has expired",
    ],
)
def test_secrets_are_blackened(json_log: Any, text: str) -> None:
    logger.bind(detail=text).info("{}", text)
    try:
        _fail(text)
    except RuntimeError:
        logger.exception("Failed")
    logged = json.dumps(json_log())
    assert "canary" not in logged
    assert TOKEN.split(".")[1] not in logged
    assert "***" in logged


def test_what_is_no_secret_stays_readable(json_log: Any) -> None:
    text = "Converted tokens.csv for https://tools.example.com/docs in 3 ms: signed"
    logger.info(text)
    assert json_log()[0]["message"] == text


def test_djangos_line_about_an_answer_is_left_out_unless_something_was_raised(json_log: Any) -> None:
    django = logging.getLogger("django.request")
    django.error("Service Unavailable: /ready")
    django.error("Internal Server Error: /me", exc_info=ValueError("boom"))
    assert [line["message"] for line in json_log()] == ["Internal Server Error: /me"]
