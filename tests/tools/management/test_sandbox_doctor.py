"""`manage.py sandbox_doctor`: the sandbox, proven on the machine it runs on."""

import json
import subprocess
from collections.abc import Callable

Manage = Callable[..., subprocess.CompletedProcess[str]]


def test_every_attempt_is_stopped_and_said_so(manage: Manage) -> None:
    done = manage("sandbox_doctor")

    *findings, summary = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout
    assert len(findings) >= 20
    assert [line for line in findings if not line.startswith("ok")] == []
    assert summary == (
        f"Tier 1: {len(findings)} of {len(findings)} attempts were stopped, 0 of the others should have been."
    )


def test_scripts_get_the_same_as_json(manage: Manage) -> None:
    document = json.loads(manage("sandbox_doctor", "--json").stdout)

    assert (document["tier"], document["ok"]) == (1, True)
    assert "connect by TCP" in {finding["name"] for finding in document["findings"]}
