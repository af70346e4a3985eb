"""A database that is locked, drops everyone, crashes or stays away while work goes on."""

import pytest

from tests.chaos.cluster import programs
from tests.chaos.conftest import Chaos, broken_promises

pytestmark = [pytest.mark.faults, pytest.mark.processes, pytest.mark.timeout(1500)]

NOTHING_ELSE = ("--kill-every", "0", "--fault-every", "1", "--slow-share", "0")


def test_a_program_that_holds_the_lock_of_sqlite_only_delays(chaos: Chaos) -> None:
    found = chaos("--executions", "60", "--faults", "sqlite_lock", *NOTHING_ELSE)

    assert broken_promises(found) == {}, found["violations"]
    assert found["faults"]["sqlite_lock"] >= 1


@pytest.mark.services
def test_a_postgresql_that_crashes_or_drops_everyone_loses_nothing(chaos: Chaos) -> None:
    assert programs().is_dir()

    found = chaos(
        "--database", "postgresql", "--executions", "100", "--workers", "2",
        "--faults", "database_crash,database_connections", *NOTHING_ELSE,
    )  # fmt: skip

    assert broken_promises(found) == {}, found["violations"]
    assert set(found["faults"]) == {"database_crash", "database_connections"}
    assert set(found["answers"]) - {"200", "201", "202", "409", "503"} <= {"ReadError", "ReadTimeout"}


@pytest.mark.services
def test_workers_outlive_a_postgresql_that_is_down_for_longer_than_their_leases(chaos: Chaos) -> None:
    found = chaos(
        "--database", "postgresql", "--executions", "100", "--workers", "2",
        "--faults", "database_down", *NOTHING_ELSE, "--fault-every", "15",
    )  # fmt: skip

    assert broken_promises(found) == {}, found["violations"]
    assert found["faults"]["database_down"] >= 1
