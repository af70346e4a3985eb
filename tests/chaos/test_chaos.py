"""Kills while work goes on: nothing accepted is lost, ends twice, hangs, fails for it or leaves a trace.

The long runs: `uv run python -m tests.chaos --help`.
"""

import pytest

from tests.chaos.conftest import Chaos, broken_promises

pytestmark = [pytest.mark.processes, pytest.mark.timeout(1500)]


def test_the_embedded_product_keeps_every_promise_while_its_worker_is_killed(chaos: Chaos) -> None:
    found = chaos("--executions", "300", "--kill-every", "2", "--seed", "1")

    assert broken_promises(found) == {}, found["violations"]
    assert sum(found["statuses"].values()) == 300
    assert found["kills"] >= 2
    assert found["recovered"]["process"] >= 1
