"""A broker that is away, hangs, forgets or repeats itself: it carries rings, so nothing depends on it."""

import pytest

from tests.chaos.conftest import Chaos, broken_promises

pytestmark = [pytest.mark.faults, pytest.mark.processes, pytest.mark.services, pytest.mark.timeout(1500)]


@pytest.mark.parametrize(
    "faults",
    [("broker_down", "broker_silent"), ("broker_connections", "broker_flush", "broker_repeat")],
    ids="-".join,
)
def test_every_promise_is_kept_whatever_the_broker_does(
    chaos: Chaos, broker: str, faults: tuple[str, ...]
) -> None:
    found = chaos(
        "--database", "postgresql", "--broker", broker, "--executions", "100", "--workers", "2",
        "--faults", ",".join(faults), "--kill-every", "0", "--fault-every", "1", "--slow-share", "0",
    )  # fmt: skip

    assert broken_promises(found) == {}, found["violations"]
    assert set(found["faults"]) == set(faults)
    assert set(found["answers"]) <= {"200", "201", "202", "409"}
