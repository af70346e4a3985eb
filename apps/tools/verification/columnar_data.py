"""Checks Parquet and Arrow by their footers: the rows and columns they tell."""

import os
from pathlib import Path

from apps.tools.verification.check import OutputInvalidError
from apps.tools.verification.duckdb_connection import connect_duckdb


def inspect_parquet(path: Path) -> dict[str, float]:
    """What DuckDB reads of a footer that polars wrote."""
    import duckdb

    columns = "SELECT count(*) FROM (DESCRIBE SELECT * FROM read_parquet(?))"
    query = f"SELECT num_rows, ({columns}) FROM parquet_file_metadata(?)"  # noqa: S608 - both are ours
    try:
        with connect_duckdb(threads=1, memory_mb=512) as connection:
            rows, columns = connection.execute(query, [str(path), str(path)]).fetchall()[0]
    except duckdb.Error:
        raise OutputInvalidError("The tool's output is no Parquet file.") from None
    return {"rows": rows, "columns": columns}


def inspect_arrow(path: Path) -> dict[str, float]:
    """No other reader of Arrow files is at hand, so polars reads again what it wrote."""
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    import polars as pl

    try:
        frame = pl.scan_ipc(path, glob=False)
        return {"rows": frame.select(pl.len()).collect().item(), "columns": len(frame.collect_schema())}
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise OutputInvalidError("The tool's output is no Arrow file.") from None
