"""What `manage.py check` warns of, each time with what to do."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks
from pydantic import SecretStr

AWAY = {"public_url": "http://tools.example.com"}
SECURE = {"public_url": "https://tools.example.com"}


@pytest.mark.parametrize(
    ("values", "secure", "expected"),
    [
        ({}, False, set()),
        (AWAY, False, {"meta.W001"}),
        (SECURE, True, set()),
        ({**SECURE, "signup": "open"}, True, {"meta.W002"}),
        ({**SECURE, "signup": "open", "email_url": SecretStr("smtp://mail")}, True, set()),
        ({"broker_url": SecretStr("redis://broker")}, False, {"meta.W003"}),
        (
            {"broker_url": SecretStr("redis://broker"), "database_url": SecretStr("postgresql://db/x")},
            False,
            set(),
        ),
    ],
)
def test_settings_that_could_hurt_are_told_with_a_remedy(
    settings: LazySettings, values: dict[str, Any], secure: bool, expected: set[str]
) -> None:
    nothing = dict.fromkeys(("broker_url", "database_url", "email_url"))
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update=nothing | values)
    settings.IS_SECURE = secure
    warnings = [it for it in run_checks() if it.id and it.id.startswith("meta.")]
    assert {it.id for it in warnings} == expected
    assert all(it.hint for it in warnings)
