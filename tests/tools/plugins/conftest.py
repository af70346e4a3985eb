"""Runs a tool as the tool host does, in this process and without a sandbox."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from apps.tools.base import BaseTool, RunControls, ToolFailedError, ToolInput, ToolOutput, ToolRun
from apps.tools.formats import BINARY, format_of_name
from apps.tools.verification.check import check_output


class RunDirectly(Protocol):
    """Run a tool on files with options; every output has been verified when it returns."""

    def __call__(
        self, tool: BaseTool[Any], files: Sequence[Path] = (), *, roles: Sequence[str] = (), **options: Any
    ) -> ToolOutput: ...


def execute(argv: Sequence[str], workspace: Path, on_line: Callable[[str], None]) -> str:
    """Run a program without a sandbox."""
    lines = []
    with subprocess.Popen(
        argv,
        cwd=workspace,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as program:
        assert program.stdout
        for line in program.stdout:
            on_line(line.rstrip("\n"))
            lines.append(line)
    if program.returncode:
        raise ToolFailedError(f"{Path(argv[0]).name} ended with {program.returncode}: {lines[-1:]}")
    return "".join(lines)


def _input(path: Path, *, role: str) -> ToolInput:
    format = (format_of_name(path.name) or BINARY).id
    return ToolInput(role=role, path=path, name=path.name, format=format, size=path.stat().st_size)


@pytest.fixture
def reported() -> list[tuple[float, str]]:
    """The progress that runs report, in order."""
    return []


@pytest.fixture
def run_directly(tmp_path_factory: pytest.TempPathFactory, reported: list[tuple[float, str]]) -> RunDirectly:
    """Validate the options, then validate and process in a fresh workspace, then check the outputs."""

    def run_tool(
        tool: BaseTool[Any], files: Sequence[Path] = (), *, roles: Sequence[str] = (), **options: Any
    ) -> ToolOutput:
        named = roles or [tool.inputs[0].role for _ in files]
        run = ToolRun(
            inputs=tuple(_input(path, role=role) for path, role in zip(files, named, strict=True)),
            options=tool.options_type.model_validate(options),
            workspace=tmp_path_factory.mktemp("workspace"),
            controls=RunControls(
                report=lambda fraction, message: reported.append((fraction, message)), execute=execute
            ),
        )
        tool.validate(run)
        output = tool.process(run)
        for file in output.files:
            assert file.path.parent == run.workspace
            check_output(file.path, format=file.format, claims=file.claims, verbatim=file.verbatim)
        return output

    return run_tool
