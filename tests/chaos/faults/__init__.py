"""Everything that a run can do to an installation, by name."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.faults import brokers, databases, disks, kills, stops
from tests.chaos.options import Options
from tests.chaos.scene import Scene


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble; `strike` returns when it is over, and says whether anything was hit."""

    strike: Callable[[Scene], bool]
    fits: Callable[[Options], bool] = lambda _: True


def _embedded(options: Options) -> bool:
    return options.is_embedded


def _distributed(options: Options) -> bool:
    return not options.is_embedded


def _has_broker(options: Options) -> bool:
    return options.broker != "none"


FAULTS: dict[str, Fault] = {
    "api": Fault(kills.kill_server),
    "api_worker": Fault(kills.kill_process_of_api),
    "group": Fault(kills.kill_worker_with_all_below),
    "everything": Fault(kills.kill_everything),
    "supervisor": Fault(kills.kill_supervisor, _embedded),
    "tool_host": Fault(kills.kill_tool_host),
    "keeper": Fault(kills.kill_keeper),
    "tool": Fault(kills.kill_tool),
    "zombie": Fault(stops.silence_worker),
    "frozen_tool_host": Fault(stops.freeze_tool_host),
    "deploy": Fault(stops.deploy),
    "sqlite_lock": Fault(databases.hold_the_lock, _embedded),
    "database_connections": Fault(databases.terminate_connections, _distributed),
    "database_crash": Fault(databases.crash, _distributed),
    "database_down": Fault(databases.stay_away, _distributed),
    "broker_down": Fault(brokers.stay_away, _has_broker),
    "broker_silent": Fault(brokers.fall_silent, _has_broker),
    "broker_connections": Fault(brokers.break_connections, _has_broker),
    "broker_flush": Fault(brokers.lose_messages, _has_broker),
    "broker_repeat": Fault(brokers.repeat_messages, _has_broker),
    "disk_full": Fault(disks.fill),
    "disk_read_only": Fault(disks.forbid_writing),
}
OWN_CLUSTER = {"database_crash", "database_down"}
"""They need a PostgreSQL that nobody else uses."""
OWN_DISK = {"disk_full", "disk_read_only"}
"""They need a small file system below the files."""


def chosen(options: Options) -> list[str]:
    """The faults of a run, in a fixed order; those that do not fit are left out of `all`."""
    wanted = set(FAULTS) if "all" in options.faults else set(options.faults)
    return [name for name, fault in FAULTS.items() if name in wanted and fault.fits(options)]
