"""`manage.py sandbox_doctor`: the sandbox, proven on the machine it runs on."""

import json
import subprocess
from collections.abc import Callable

from apps.tools.toolhost import bubblewrap

Manage = Callable[..., subprocess.CompletedProcess[str]]

TIER = 2 if bubblewrap.works() else 1


def test_every_attempt_is_stopped_and_said_so(manage: Manage) -> None:
    done = manage("sandbox_doctor")

    *findings, summary = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout
    assert len(findings) >= 20
    stopped = [line for line in findings if line.startswith("ok")]
    beyond = [line for line in findings if line.startswith("open")]
    assert len(stopped) + len(beyond) == len(findings)
    assert bool(beyond) == (TIER == 1), "What tier 2 promises is open at tier 1."
    assert summary == (
        f"Tier {TIER}: {len(stopped)} of {len(findings)} attempts were stopped, "
        "0 of the others should have been."
    )


def test_scripts_get_the_same_as_json(manage: Manage) -> None:
    document = json.loads(manage("sandbox_doctor", "--json").stdout)

    assert (document["tier"], document["ok"]) == (TIER, True)
    assert "connect by TCP" in {finding["name"] for finding in document["findings"]}
