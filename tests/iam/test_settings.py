"""What the environment makes of sign-in."""

import json
import os
import subprocess
import sys
from typing import Any

from django.conf import settings

_PRINT = """
import json
from apps.config import settings
print(json.dumps({name: getattr(settings, name) for name in dir(settings)}, default=str))
"""


def settings_with(**variables: str) -> dict[str, Any]:
    """Django's settings as a start with these variables would have them."""
    environment = {"PATH": os.environ["PATH"], **variables}
    printed = subprocess.check_output(
        [sys.executable, "-c", _PRINT], cwd=settings.BASE_DIR, env=environment, text=True
    )
    found: dict[str, Any] = json.loads(printed)
    return found


def test_behind_https_cookies_belong_to_this_host_and_never_leave_unencrypted() -> None:
    found = settings_with(PUBLIC_URL="https://tools.example.com")
    for cookie in ("SESSION", "CSRF"):
        assert found[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert found[f"{cookie}_COOKIE_SECURE"] is True
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://tools.example.com"]


def test_on_plain_http_cookies_work_too() -> None:
    found = settings_with(PUBLIC_URL="http://192.168.1.5:8000")
    assert found["SESSION_COOKIE_SECURE"] is False
    assert not found["SESSION_COOKIE_NAME"].startswith("__Host-")


def test_an_email_is_verified_where_mail_is_configured_and_only_there() -> None:
    assert settings_with()["ACCOUNT_EMAIL_VERIFICATION"] == "none"
    found = settings_with(EMAIL_URL="smtp://mail.example.com")
    assert found["ACCOUNT_EMAIL_VERIFICATION"] == "mandatory"
    assert found["ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED"] is True


def test_tokens_and_sessions_live_as_long_as_they_are_told() -> None:
    found = settings_with(ACCESS_TOKEN_LIFETIME="5m", REFRESH_TOKEN_LIFETIME="30d")
    assert found["HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN"] == 300
    assert found["HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN"] == found["SESSION_COOKIE_AGE"] == 30 * 86400
