"""Tables that the tests make, and how they read what became of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from apps.tools.base import ToolOutput
from apps.tools.plugins.data.data_convert import DataConvert
from tests.tools.plugins.conftest import RunDirectly

Write = Callable[..., Path]
Convert = Callable[..., ToolOutput]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Make a file of text, or of bytes."""

    def make(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


@pytest.fixture
def convert(run_directly: RunDirectly) -> Convert:
    """Run `data-convert`."""

    def run(path: Path, output_format: str, **options: Any) -> ToolOutput:
        return run_directly(DataConvert(), [path], output_format=output_format, **options)

    return run


def text_of(output: ToolOutput) -> str:
    """The output as it is."""
    with output.files[0].path.open(encoding="utf-8", newline="") as file:
        return file.read()


def json_of(output: ToolOutput) -> Any:
    """The value of a JSON output."""
    return json.loads(text_of(output))
