"""What a tool names as its outputs: refused by kind and place, then handed out under names for people."""

import stat
from pathlib import Path
from typing import Any

from apps.tools.base import BaseTool
from apps.tools.toolhost.jobs import Job, ProducedFile
from apps.tools.toolhost.names import output_names
from apps.tools.toolhost.protocol import ClaimedFile, Done
from apps.tools.verification.check import Details


def refusal(done: Done, *, tool: BaseTool[Any], workspace: Path) -> str | None:
    """Why the outputs cannot be handed out; no byte of them is read here."""
    if not done.files and done.result is None:
        return "The tool ended without an output."
    for file in done.files:
        if file.format not in tool.output_formats and not (file.verbatim and "*" in tool.output_formats):
            return f"The tool made a file of a format that it does not declare: '{file.format}'."
        if not _is_own_file(workspace / file.path, workspace=workspace):
            return f"The tool named a {file.format} output that is not a file of its own."
    return None


def _is_own_file(path: Path, *, workspace: Path) -> bool:
    """Whether this is a regular file whose real place is in the workspace."""
    try:
        regular = stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False
    return regular and path.resolve().is_relative_to(workspace.resolve())


def hand_out(
    claimed: tuple[ClaimedFile, ...], *, job: Job, details: tuple[Details, ...]
) -> tuple[ProducedFile, ...]:
    """The verified outputs under the names that people see."""
    titles = output_names(
        [(file.name, None if file.verbatim and file.name else file.format) for file in claimed],
        first_input=job.inputs[0].name if job.inputs else "",
        output_name=job.output_name,
    )
    return tuple(
        ProducedFile(
            path=job.workspace / file.path,
            name=title,
            format=file.format,
            size=(job.workspace / file.path).stat().st_size,
            details=found,
        )
        for file, title, found in zip(claimed, titles, details, strict=True)
    )
