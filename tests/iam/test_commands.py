"""What an operator does without a browser."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.iam.models import ApiKey, Role, User
from apps.iam.scopes import Scope
from tests.iam.clients import App


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs a command with this standard input, and gives what it wrote."""

    def call(*words: str, stdin: str = "") -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        written = io.StringIO()
        call_command(*words, stdout=written)
        return written.getvalue()

    return call


def test_create_user_makes_up_a_password_that_works(run: Callable[..., str]) -> None:
    made = json.loads(run("create_user", "Ada@Example.com", "--role", "operator", "--json"))
    assert User.objects.get().role == Role.OPERATOR
    assert App().sign_in("ada@example.com", password=made["password"]).open_the_api()


def test_the_first_created_user_is_the_administrator(run: Callable[..., str]) -> None:
    assert "ada@example.com is administrator now." in run("create_user", "ada@example.com")
    assert "bob@example.com is user now." in run("create_user", "bob@example.com")


def test_create_user_takes_a_password_from_standard_input_and_does_not_repeat_it(
    run: Callable[..., str],
) -> None:
    password = "from a password manager"
    written = run("create_user", "ada@example.com", "--password-stdin", stdin=f"{password}\n")
    assert password not in written
    assert App().sign_in("ada@example.com", password=password).open_the_api()


@pytest.mark.parametrize("password", ["short", "1234567890123", "ada@example.com", ""])
def test_create_user_refuses_a_weak_password(run: Callable[..., str], password: str) -> None:
    with pytest.raises(CommandError, match="password"):
        run("create_user", "ada@example.com", "--password-stdin", stdin=f"{password}\n")
    assert not User.objects.exists()


def test_create_user_refuses_an_email_that_is_taken_or_none(run: Callable[..., str], alice: User) -> None:
    with pytest.raises(CommandError, match=r"already an account with the e-mail 'alice@example\.com'"):
        run("create_user", "ALICE@example.com")
    with pytest.raises(CommandError, match="'alice' is not an e-mail address"):
        run("create_user", "alice")


def test_create_api_key_prints_a_key_that_opens_the_api(
    run: Callable[..., str], alice: User, app: App
) -> None:
    key = json.loads(run("create_api_key", "alice@example.com", "--json"))["key"]
    assert app.http.get("/api/v1/me", headers={"X-API-Key": key}).json()["name"] == "Alice"


def test_create_api_key_keeps_to_the_scopes_and_the_time_it_was_given(
    run: Callable[..., str], alice: User
) -> None:
    run("create_api_key", alice.email, "--scope", "tools:run", "--scope", "files:read", "--expires", "30d")
    key = ApiKey.objects.get()
    assert key.scopes == [Scope.FILES_READ, Scope.TOOLS_RUN]
    assert key.expires_at is not None
    assert abs(key.expires_at - timezone.now() - timedelta(days=30)) < timedelta(minutes=1)


def test_create_api_key_makes_the_account_only_when_told_to(run: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match=r"No account has the e-mail 'robot@example\.com'"):
        run("create_api_key", "robot@example.com")
    for _ in range(2):
        run("create_api_key", "robot@example.com", "--create-user")
    assert User.objects.count() == 1
    assert ApiKey.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--scope", "files:eat"], "files:eat"),
        (["--expires", "soon"], "'soon' is not a time such as 90m, 12h or 30d"),
    ],
)
def test_create_api_key_says_what_it_would_have_understood(
    run: Callable[..., str], alice: User, words: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        run("create_api_key", alice.email, *words)


def test_set_role_changes_the_role(run: Callable[..., str], alice: User) -> None:
    assert (
        json.loads(run("set_role", "Alice@example.com", "administrator", "--json"))["role"] == "administrator"
    )
    alice.refresh_from_db()
    assert alice.role == Role.ADMINISTRATOR


def test_deactivate_user_ends_sessions_tokens_and_keys_for_good(
    run: Callable[..., str], app: App, alice_with_password: User
) -> None:
    tokens = app.sign_in(alice_with_password.email)
    key = json.loads(run("create_api_key", alice_with_password.email, "--json"))["key"]
    run("deactivate_user", alice_with_password.email)
    assert not tokens.open_the_api()
    assert "access_token" not in app.sign_in(alice_with_password.email).meta
    User.objects.update(is_active=True)
    assert not tokens.open_the_api()
    assert tokens.renewed() is None
    assert app.http.get("/api/v1/me", headers={"X-API-Key": key}).status_code == 401


@pytest.mark.parametrize("command", ["create_user", "create_api_key", "set_role", "deactivate_user"])
def test_help_shows_an_example(
    run: Callable[..., str], capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with pytest.raises(SystemExit):
        run(command, "--help")
    assert f"examples:\n  manage.py {command} " in capsys.readouterr().out


@pytest.mark.parametrize("directory", ["", "not/there/yet"])
def test_before_the_first_start_a_command_says_what_to_run(tmp_path: Path, directory: str) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / directory)}
    ended = subprocess.run(
        [sys.executable, settings.BASE_DIR / "manage.py", "create_user", "ada@example.com"],
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert ended.returncode == 1
    assert "run 'manage.py serve' or 'manage.py migrate' first" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["create_user", "create_api_key"])
@pytest.mark.parametrize("name", ["", "\u202e", "n" * 101], ids=["empty", "invisible", "long"])
def test_a_name_that_cannot_be_shown_is_refused(run: Callable[..., str], command: str, name: str) -> None:
    with pytest.raises(CommandError, match="a name has 1 to 100 characters"):
        run(command, "alice@example.com", "--name", name)
