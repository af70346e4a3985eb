"""What a chaos run can be asked for."""

import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = """
examples:
  python -m tests.chaos --executions 300
      the embedded product on SQLite; its worker is killed every two seconds
  python -m tests.chaos --database postgresql --broker redis --executions 10000 --json
      API, workers and scheduler as processes of their own
  python -m tests.chaos --database postgresql --broker rabbitmq --faults zombie,deploy,api,broker_down
      more than kills: every few seconds one of these, drawn by the seed
  python -m tests.chaos --database postgresql --faults database_crash,database_down --kill-every 0
      on a PostgreSQL that the run makes for itself, and nothing but these faults
  python -m tests.chaos --faults all --seed 7 --keep
      everything that can happen to this installation; its directory stays for a look

The last line of --json is one object. The exit status is 1 when a promise was broken.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One run."""

    database: str = "sqlite"
    broker: str = "none"
    executions: int = 300
    kill_every: float = 2.0
    fault_every: float = 6.0
    faults: tuple[str, ...] = ()
    seed: int = 1
    workers: int = 3
    concurrency: int = 2
    lease: int = 5
    slow_share: float = 0.01
    broken_share: float = 0.05
    cancel_share: float = 0.02
    in_flight: int = 200
    clients: int = 4
    patience: int = 300
    directory: Path | None = None
    keep: bool = False
    json: bool = False

    @property
    def is_embedded(self) -> bool:
        """Whether `manage.py serve` runs everything; else API, workers and scheduler run apart."""
        return self.database == "sqlite"


def read_options(arguments: Sequence[str], *, faults: Sequence[str]) -> Options:
    """The options of a command line; leaves with a message when they make no sense."""
    parser = ArgumentParser(
        prog="python -m tests.chaos",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    _add_installation(parser)
    _add_workload(parser)
    _add_faults(parser, faults)
    parser.add_argument("--directory", type=Path, help="where the data goes (a temporary one)")
    parser.add_argument("--keep", action="store_true", help="keep data and log for a look afterwards")
    parser.add_argument("--json", action="store_true", help="no words; the last line is one JSON object")
    found = parser.parse_args(arguments)
    _check(parser, found, faults)
    return Options(**vars(found))


def _add_installation(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("installation")
    group.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    group.add_argument("--broker", choices=("none", "redis", "rabbitmq"), default="none")
    group.add_argument("--workers", type=_positive, default=3, metavar="N", help="Celery workers (3)")
    group.add_argument("--concurrency", type=_positive, default=2, metavar="N", help="of each worker (2)")
    group.add_argument("--lease", type=_positive, default=5, metavar="SECONDS", help="LEASE (5)")


def _add_workload(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("workload")
    group.add_argument("--executions", type=_positive, default=300, metavar="N")
    group.add_argument(
        "--slow-share", type=float, default=0.01, metavar="SHARE", help="about half a second (0.01)"
    )
    group.add_argument("--broken-share", type=float, default=0.05, metavar="SHARE", help="must fail (0.05)")
    group.add_argument("--cancel-share", type=float, default=0.02, metavar="SHARE", help="cancelled (0.02)")
    group.add_argument(
        "--in-flight", type=_positive, default=200, metavar="N", help="accepted, not ended (200)"
    )
    group.add_argument("--clients", type=_positive, default=4, metavar="N", help="accounts that submit (4)")
    group.add_argument(
        "--patience", type=_positive, default=300, metavar="SECONDS", help="without an end (300)"
    )


def _add_faults(parser: ArgumentParser, faults: Sequence[str]) -> None:
    group = parser.add_argument_group("faults", description="Known: " + ", ".join(faults))
    group.add_argument(
        "--kill-every", type=float, default=2.0, metavar="SECONDS", help="a worker (2; 0: never)"
    )
    group.add_argument("--faults", type=_names, default=(), metavar="LIST", help="more than kills; or all")
    group.add_argument("--fault-every", type=float, default=6.0, metavar="SECONDS", help="one of them (6)")
    group.add_argument("--seed", type=int, default=1, metavar="N", help="of the schedule (1)")


def _check(parser: ArgumentParser, found: Namespace, faults: Sequence[str]) -> None:
    if found.database == "sqlite" and found.broker != "none":
        parser.error("--broker: the embedded product has none; add --database postgresql.")
    for name in found.faults:
        if name not in {"all", *faults}:
            parser.error(f"--faults: '{name}' is unknown; there are: all, {', '.join(faults)}.")
    for share in ("slow_share", "broken_share", "cancel_share"):
        if not 0 <= getattr(found, share) <= 1:
            parser.error(f"--{share.replace('_', '-')}: {getattr(found, share)} is not between 0 and 1.")
    if os.geteuid() != 0 and any(name.startswith("disk_") for name in found.faults):
        parser.error("--faults: to mount small disks for disk_… one must be root.")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"{number} is not at least 1")
    return number


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip() and name.strip() != "none")
