"""Files of the command line: brought into a workspace, and the outputs brought back."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apps.tools.base import BaseTool
from apps.tools.formats import SNIFF_SIZE
from apps.tools.inputs import check_counts, check_input, identify
from apps.tools.switched_off import check_format
from apps.tools.toolhost.jobs import JobInput, ProducedFile


class LocalFileError(ValueError):
    """A file that is not there or cannot be used."""


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file and the role it is to have."""

    role: str
    path: Path


def assign_roles(tool: BaseTool[Any], *, files: Sequence[str], assignments: Iterable[str]) -> list[LocalFile]:
    """The files without a role are of the tool's first one; the others come as `role=file`."""
    first = tool.inputs[0].role if tool.inputs else "source"
    found = [LocalFile(first, Path(file)) for file in files]
    for assignment in assignments:
        role, sign, file = assignment.partition("=")
        if not sign:
            raise LocalFileError(f"'{assignment}' is not a role with its file, such as overlay=logo.png.")
        found.append(LocalFile(role, Path(file)))
    return found


def stage(tool: BaseTool[Any], files: Sequence[LocalFile], *, workspace: Path) -> tuple[JobInput, ...]:
    """Check the files against the tool's declaration and copy them under names of ours.

    Raises LocalFileError or InputRefusedError.
    """
    check_counts(tool=tool, roles=[file.role for file in files])
    folder = workspace / "in"
    folder.mkdir(mode=0o700)
    return tuple(_stage(tool, file, number=number, folder=folder) for number, file in enumerate(files))


def _stage(tool: BaseTool[Any], file: LocalFile, *, number: int, folder: Path) -> JobInput:
    name = file.path.name
    try:
        with file.path.open("rb") as opened:
            known = identify(name=name, head=opened.read(SNIFF_SIZE))
        format_ = known.id if known else "bin"
        size = file.path.stat().st_size
        check_format(name=name, format=format_)
        check_input(tool=tool, role=file.role, name=name, format=format_, size=size)
        staged = folder / f"{number:04d}.{format_}"
        shutil.copyfile(file.path, staged)
    except OSError as error:
        raise LocalFileError(f"'{file.path}' cannot be read: {error.strerror}.") from None
    return JobInput(role=file.role, path=staged, name=name, format=format_, size=size)


def bring_back(files: Iterable[ProducedFile], *, folder: Path, overwrite: bool) -> list[Path]:
    """Copy the outputs into a folder; one that is there already stays, unless it may be overwritten."""
    folder.mkdir(parents=True, exist_ok=True)
    brought = []
    for file in files:
        target = folder / file.name if overwrite else _free_name(folder / file.name)
        shutil.copyfile(file.path, target)
        brought.append(target)
    return brought


def _free_name(path: Path) -> Path:
    candidate, number = path, 0
    while candidate.exists() or candidate.is_symlink():
        number += 1
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return candidate
