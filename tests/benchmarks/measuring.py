"""What every benchmark needs: arguments, samples of a time, figures beside their targets, a product."""

import json
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.support.product import Product, running


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value; a smaller one is better where `at_most` is set."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    lowest: float | None = None
    highest: float | None = None

    def __str__(self) -> str:
        spread = "" if self.lowest is None else f"  ({self.lowest:.1f} to {self.highest:.1f})"
        target = "" if self.at_most is None else f"  target ≤ {self.at_most:g}: {self._verdict}"
        return f"{self.name:<46}{self.value:>9.1f} {self.unit}{spread}{target}"

    @property
    def _verdict(self) -> str:
        return "met" if self.at_most is not None and self.value <= self.at_most else "MISSED"


def median_of(
    name: str, samples: Sequence[float], *, unit: str = "ms", at_most: float | None = None
) -> Figure:
    """The middle of several samples, with the lowest and the highest."""
    return Figure(
        name=name,
        value=median(samples),
        unit=unit,
        at_most=at_most,
        lowest=min(samples),
        highest=max(samples),
    )


def milliseconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def arguments(description: str, *, repeat: int) -> Namespace:
    """`repeat` and `json` from the command line."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--repeat", type=int, default=repeat, help=f"How often to measure ({repeat}).")
    parser.add_argument("--json", action="store_true", help="Print the figures as JSON.")
    return parser.parse_args()


def show(figures: Sequence[Figure], *, as_json: bool) -> None:
    """Print the figures, with how busy the machine was."""
    load = os.getloadavg()[0]
    if as_json:
        text = json.dumps({"load": load, "figures": [asdict(figure) for figure in figures]}, indent=2)
    else:
        text = "\n".join([*map(str, figures), f"({os.cpu_count()} cores, load {load:.1f})"])
    sys.stdout.write(f"{text}\n")


@contextmanager
def product(**environment: str) -> Iterator[Product]:
    """The embedded default on data of its own, ready; nothing of it is left afterwards."""
    with (
        TemporaryDirectory(prefix="benchmark-") as directory,
        running(Path(directory), **environment) as started,
    ):
        yield started
