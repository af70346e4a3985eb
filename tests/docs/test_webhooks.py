"""What the page on webhooks shows is what receivers can rely on: its examples judge what we have signed."""

import json
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from apps.config.environment import PROJECT_ROOT
from apps.tools.managers.deliveries import LIFETIME
from apps.tools.services.create_webhook import WEBHOOKS_MAX
from apps.tools.webhooks.events import WebhookEvent
from apps.tools.webhooks.signing import make_secret, signed_headers

PAGE = (PROJECT_ROOT / "docs" / "webhooks.md").read_text()
BODY = '{"type":"webhook.test","data":{"name":"Grüße"}}'.encode()

IsAuthentic = Callable[[dict[str, str], bytes, str], bool]


def example(language: str) -> str:
    """The marked block."""
    found: list[str] = re.findall(rf"<!-- verify: {language} -->\n```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found[0]


@pytest.fixture
def in_python() -> IsAuthentic:
    """The example in Python."""
    names: dict[str, Any] = {}
    exec(compile(example("python"), "docs/webhooks.md", "exec"), names)
    found: IsAuthentic = names["is_authentic"]
    return found


@pytest.fixture
def in_javascript(tmp_path: Path) -> IsAuthentic:
    """The example in JavaScript, run by Node."""
    node = which("node")
    if node is None:
        pytest.skip("Node is missing: install it from nodejs.org.")
    (tmp_path / "verify.mjs").write_text(example("javascript"))
    (tmp_path / "main.mjs").write_text(
        "import { isAuthentic } from './verify.mjs';\n"
        "const [headers, body, secret] = JSON.parse(process.argv[2]);\n"
        "console.log(isAuthentic(headers, Buffer.from(body, 'hex'), secret));\n"
    )

    def judge(headers: dict[str, str], body: bytes, secret: str) -> bool:
        given = json.dumps([headers, body.hex(), secret])
        done = subprocess.run(
            [str(node), "main.mjs", given], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        answers: dict[str, bool] = {"true": True, "false": False}
        return answers[done.stdout.strip()]

    return judge


@pytest.fixture(params=["in_python", "in_javascript"])
def is_authentic(request: pytest.FixtureRequest) -> IsAuthentic:
    """Each of the examples."""
    found: IsAuthentic = request.getfixturevalue(request.param)
    return found


def signed(*secrets: str, at: float | None = None) -> dict[str, str]:
    """The headers that we send."""
    moment = int(time.time() if at is None else at)
    return signed_headers(delivery_id="0197a1b2", timestamp=moment, body=BODY, secrets=secrets)


def test_a_message_of_ours_is_authentic(is_authentic: IsAuthentic) -> None:
    secret = make_secret()

    assert is_authentic(signed(secret), BODY, secret)


def test_during_a_rotation_either_secret_verifies_it(is_authentic: IsAuthentic) -> None:
    new, old = make_secret(), make_secret()

    assert is_authentic(signed(new, old), BODY, new)
    assert is_authentic(signed(new, old), BODY, old)


def test_another_secret_body_id_or_time_is_not(is_authentic: IsAuthentic) -> None:
    secret = make_secret()
    headers = signed(secret)

    assert not is_authentic(headers, BODY, make_secret())
    assert not is_authentic(headers, BODY + b" ", secret)
    assert not is_authentic(headers | {"webhook-id": "0197a1b3"}, BODY, secret)
    later = str(int(headers["webhook-timestamp"]) + 1)
    assert not is_authentic(headers | {"webhook-timestamp": later}, BODY, secret)


def test_an_old_message_is_not(is_authentic: IsAuthentic) -> None:
    secret = make_secret()

    assert not is_authentic(signed(secret, at=time.time() - 600), BODY, secret)


def test_the_page_names_every_event_and_no_other() -> None:
    named = set(re.findall(r"^\| `([a-z.]+)` \|", PAGE, re.MULTILINE))

    assert named == {*WebhookEvent, "webhook.test"}


def test_the_page_names_the_limits_that_hold() -> None:
    assert (WEBHOOKS_MAX, LIFETIME.total_seconds()) == (10, 24 * 3600)
    assert "at most ten" in PAGE
    assert "24 hours after the event" in PAGE
