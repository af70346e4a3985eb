"""Processes of the embedded product that are killed, frozen or replaced, each kind in turn."""

import pytest

from tests.chaos.conftest import Chaos, broken_promises

pytestmark = [pytest.mark.faults, pytest.mark.processes, pytest.mark.timeout(1500)]

QUIET = ("--slow-share", "0", "--kill-every", "0", "--fault-every", "1")
BREATH = ("--fault-every", "20")
"""Between faults that last longer than a lease: who is hurt without end never comes to work."""


@pytest.mark.parametrize(
    "faults",
    [
        ("group", "everything", "supervisor"),
        ("api", "api_worker"),
        ("tool_host", "keeper", "tool"),
        ("zombie", "frozen_tool_host"),
    ],
    ids="-".join,
)
def test_every_promise_is_kept_whichever_process_is_hurt(chaos: Chaos, faults: tuple[str, ...]) -> None:
    breath = BREATH if "zombie" in faults else ()
    found = chaos("--executions", "100", "--faults", ",".join(faults), *QUIET, *breath)

    assert broken_promises(found) == {}, found["violations"]
    assert set(found["faults"]) == set(faults)


def test_a_deploy_counts_no_loss_and_fails_nothing(chaos: Chaos) -> None:
    found = chaos("--executions", "100", "--faults", "deploy", "--seed", "3", *QUIET)

    assert broken_promises(found) == {}, found["violations"]
    assert found["faults"]["deploy"] >= 1
    assert found["recovered"] == {}
    assert found["losses_of_unhurt_workers"] == 0
