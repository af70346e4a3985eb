"""Tools that take no file and do linear work run where they are called, without a sandbox."""

from pathlib import Path
from typing import Any

from apps.tools.base import BaseTool, RunControls, ToolFailedError, ToolOptions, ToolOutput, ToolRun


def run_inline(tool: BaseTool[Any], options: ToolOptions) -> ToolOutput:
    """What an inline tool makes of its options; raises InvalidInputError when they make no sense together."""
    if not tool.inline:
        raise ValueError(f"The tool '{tool.name}' is not inline: it runs in the tool host.")
    run = ToolRun(
        inputs=(),
        options=options,
        workspace=Path("/nonexistent"),
        controls=RunControls(report=_no_progress, execute=_no_programs),
    )
    tool.validate(run)
    try:
        return tool.process(run)
    finally:
        tool.cleanup(run)


def _no_progress(_fraction: float, _message: str) -> None:
    """It is over before anyone could look."""


def _no_programs(*_: object) -> str:
    raise ToolFailedError("An inline tool starts no programs.")
