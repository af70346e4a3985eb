"""What test_chaos.py demands, of API, workers and scheduler as processes of their own."""

import pytest

from tests.chaos.conftest import Chaos, broken_promises

pytestmark = [pytest.mark.processes, pytest.mark.services, pytest.mark.timeout(1500)]


def test_distributed_workers_keep_every_promise_while_they_are_killed(chaos: Chaos, broker: str) -> None:
    found = chaos(
        "--database", "postgresql", "--broker", broker, "--executions", "300", "--kill-every", "2",
        "--workers", "2", "--seed", "2",
    )  # fmt: skip

    assert broken_promises(found) == {}, found["violations"]
    assert sum(found["statuses"].values()) == 300
    assert found["kills"] >= 2
    assert found["recovered"]["process"] >= 1
