"""How long a table of a million rows takes, in turn with pandas; and that its memory does not grow with it.

uv run python -m tests.benchmarks.tables
"""

import random
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import polars as pl

from apps.tools.base import ToolInput
from apps.tools.plugins.data.conversion import convert
from apps.tools.plugins.data.writing_options import WritingOptions
from tests.benchmarks.measuring import Figure, arguments, median_of, milliseconds, show

ROWS = 1_000_000
PAIRS = (
    ("csv", "parquet"), ("csv", "json"), ("csv", "ndjson"), ("parquet", "csv"), ("parquet", "json"),
    ("json", "csv"), ("json", "parquet"), ("ndjson", "parquet"), ("ndjson", "csv"),
)  # fmt: skip
SMALL_MEMORY_MB = 1024
"""A quarter of what the tool may use; the pages of the file that is read are in it."""

READ: dict[str, Callable[[Path], pd.DataFrame]] = {
    "csv": pd.read_csv,
    "parquet": pd.read_parquet,
    "json": pd.read_json,
    "ndjson": lambda path: pd.read_json(path, lines=True),
}
WRITE: dict[str, Callable[[pd.DataFrame, Path], object]] = {
    "csv": lambda frame, path: frame.to_csv(path, index=False),
    "parquet": lambda frame, path: frame.to_parquet(path),
    "json": lambda frame, path: frame.to_json(path, orient="records"),
    "ndjson": lambda frame, path: frame.to_json(path, orient="records", lines=True),
}


def make_tables(folder: Path) -> None:
    """Numbers, texts with quotes, truths, days, codes with leading zeros, and cells without a value."""
    chance = random.Random(1)
    frame = pl.DataFrame(
        {
            "id": range(ROWS),
            "name": [f"name {number % 1000}" for number in range(ROWS)],
            "price": [round(chance.random() * 1000, 2) for _ in range(ROWS)],
            "ratio": [chance.random() for _ in range(ROWS)],
            "flag": [number % 3 == 0 for number in range(ROWS)],
            "day": [f"20{number % 90 + 10}-01-{number % 28 + 1:02d}" for number in range(ROWS)],
            "code": [f"{number % 100_000:05d}" for number in range(ROWS)],
            "note": [None if number % 5 else f'text, with "quotes" {number}' for number in range(ROWS)],
        }
    )
    frame.write_csv(folder / "table.csv")
    frame.write_json(folder / "table.json")
    frame.write_ndjson(folder / "table.ndjson")
    frame.write_parquet(folder / "table.parquet")


def ours(source: Path, target: str) -> None:
    """What the tool does, without the sandbox around it."""
    with TemporaryDirectory(prefix="benchmark-") as folder:
        file = ToolInput(
            role="source", path=source, name=source.name, format=source.suffix[1:], size=source.stat().st_size
        )
        options = WritingOptions.model_validate({"output_format": target})
        path = Path(folder) / f"output.{target}"
        convert(file, path, format=target, reading=options, writing=options, workspace=Path(folder))


def pandas_does(source: Path, target: str) -> None:
    """The same with pandas, whose types are less careful."""
    with TemporaryDirectory(prefix="benchmark-") as folder:
        WRITE[target](READ[source.suffix[1:]](source), Path(folder) / f"output.{target}")


def _peak_in_child(source: Path, target: str, answer: Connection) -> None:
    ours(source, target)
    # The peak that getrusage tells is that of the parent, if it was higher.
    status = Path("/proc/self/status").read_text()
    answer.send(int(status.partition("VmHWM:")[2].split()[0]) // 1024)


def peak_memory(source: Path, target: str) -> int:
    """Megabytes that a fresh process had at most."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_peak_in_child, args=(source, target, sender))
    child.start()
    megabytes: int = receiver.recv()
    child.join()
    return megabytes


def repeated(source: Path, target: Path, *, times: int) -> None:
    """A CSV with the rows of another several times."""
    with source.open("rb") as rows, target.open("wb") as out:
        header = rows.readline()
        body = rows.read()
        out.write(header)
        for _ in range(times):
            out.write(body)


def ratio(source: Path, target: str) -> float:
    """Our time in pandas' time."""
    own = milliseconds(lambda: ours(source, target))
    return own / milliseconds(lambda: pandas_does(source, target))


def measure(*, repeat: int) -> list[Figure]:
    """Each pair in turn with pandas, then the memory for one and for ten million rows."""
    figures = []
    with TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        make_tables(folder)
        for source, target in PAIRS:
            path = folder / f"table.{source}"
            ratios = [ratio(path, target) for _ in range(repeat)]
            figures.append(median_of(f"{source} to {target}, of pandas' time", ratios, unit="x", at_most=1))
        large = folder / "large.csv"
        repeated(folder / "table.csv", large, times=10)
        for path in (folder / "table.csv", large):
            megabytes = peak_memory(path, "parquet")
            size = path.stat().st_size // 1_000_000
            figures.append(
                Figure(
                    name=f"memory for a CSV of {size} MB", value=megabytes, unit="MB", at_most=SMALL_MEMORY_MB
                )
            )
    return figures


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=3)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
