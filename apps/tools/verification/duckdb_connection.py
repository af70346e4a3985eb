"""Opens DuckDB where it may not look at the machine: in a sandbox."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def connect_duckdb(*, threads: int, memory_mb: int) -> "DuckDBPyConnection":
    """A database in memory that fetches no extension.

    DuckDB reads control groups to size itself, and ends the process when it may not open them. It does not
    ask them when the variables of the Slurm scheduler tell the size.
    """
    os.environ |= {"SLURM_CPUS_ON_NODE": str(threads), "SLURM_MEM_PER_NODE": str(memory_mb)}
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": f"{memory_mb}MB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    return duckdb.connect(":memory:", config=config)
