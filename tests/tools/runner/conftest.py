"""A worker's place with little patience, and what lies in the storage."""

import os
from pathlib import Path

import pytest

from apps.tools import storage
from apps.tools.runner import Workplace
from apps.tools.toolhost.host import ToolHost

IS_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
collect_ignore = [] if IS_POSTGRESQL else ["test_lost_replies.py"]


@pytest.fixture
def place(transactional_db: None, tool_host: ToolHost, data_dir: Path) -> Workplace:
    """A worker's place."""
    return Workplace(
        worker="w-0-1-1",
        host=tool_host,
        workspaces=data_dir / "workspaces",
        storage_pauses=(0.01, 0.01, 0.01, 0.01),
    )


def kept_outputs() -> list[str]:
    """The keys of all outputs in the storage, whether a row knows them or not."""
    return list(filter(lambda key: key.startswith("outputs/"), storage.keys()))
