"""manage.py as people call it: a process, away from the checkout, with the tests' own tools installed."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

PROJECT_ROOT = Path(__file__).resolve().parents[3]
TEST_TOOLS = PROJECT_ROOT / "tests/tools/toolhost/plugins"

Manage = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the command is called: a folder with one picture in it."""
    folder = tmp_path / "folder"
    folder.mkdir()
    Image.new("RGB", (4, 3), "red").save(folder / "holiday.png")
    return folder


@pytest.fixture
def manage(tmp_path: Path, folder: Path) -> Manage:
    """`manage("list_tools", "--json")` and what came of it."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATA_DIR"}
    }
    environment |= {"DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(TEST_TOOLS)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(PROJECT_ROOT / "manage.py"), *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
