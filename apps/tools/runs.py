"""One run of one tool: what goes in, what comes out, and what can go wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Literal

from pydantic import BaseModel

from apps.tools.options import OptionsT

InputProblem = Literal[
    "input_corrupt", "input_mismatch", "input_not_allowed", "input_encrypted", "input_limit"
]


class InvalidInputError(Exception):
    """The input cannot be processed. The message is shown to its owner: what failed, why, what to do."""

    def __init__(self, message: str, *, code: InputProblem = "input_corrupt") -> None:
        super().__init__(message)
        self.code: InputProblem = code


class ToolFailedError(Exception):
    """An engine ended without a result. The message is shown to the owner, so it names no path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolInput:
    """A file handed to a run: `path` is ours, `name` is what its owner called it."""

    role: str
    path: Path
    name: str
    format: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFile:
    """A file a run produced.

    `claims` (width, height, pages, frames, duration_seconds, rows) are checked before publication.
    A `verbatim` one is handed on as it was found within an input, under its own whole name: it may be
    empty or damaged there already, so it is not opened. Its tool declares "*" among its output formats.
    """

    path: Path
    format: str
    name: str | None = None
    claims: Mapping[str, float] = field(default_factory=dict)
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """What a run produced; `notes` say what a conversion lost or chose."""

    files: tuple[OutputFile, ...] = ()
    result: BaseModel | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunControls:
    """What the host lends to a run: how to report progress and how to start a program."""

    report: Callable[[float, str], None]
    execute: Callable[[Sequence[str], Path, Callable[[str], None]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRun(Generic[OptionsT]):
    """One run of one tool. The host makes `workspace` and deletes it afterwards."""

    inputs: tuple[ToolInput, ...]
    options: OptionsT
    workspace: Path
    controls: RunControls
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 100_000)))

    @property
    def source(self) -> ToolInput:
        """The input of a tool that takes one."""
        return self.inputs[0]

    def progress(self, fraction: float, message: str = "") -> None:
        """Tell the owner how far the run is, from 0 to 1."""
        self.controls.report(min(max(fraction, 0.0), 1.0), message)

    def exec(self, argv: Sequence[str], *, on_line: Callable[[str], None] = lambda _: None) -> str:
        """Run a program in the same sandbox and return its output; `on_line` sees it as it comes.

        Raises ToolFailedError when the program does not end with 0.
        """
        return self.controls.execute(argv, self.workspace, on_line)

    def output_path(self, format: str) -> Path:
        """A fresh path in the workspace, for engines that write files themselves."""
        return self.workspace / f"output-{next(self._numbers):05d}.{format}"

    def write(
        self,
        content: bytes | str | Path,
        *,
        format: str,
        name: str | None = None,
        claims: Mapping[str, float] | None = None,
        result: BaseModel | None = None,
        notes: Sequence[str] = (),
    ) -> ToolOutput:
        """Make an output of data, or of a file that an engine wrote into the workspace."""
        if isinstance(content, Path):
            path = content
        else:
            path = self.output_path(format)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        file = OutputFile(path=path, format=format, name=name, claims=claims or {})
        return ToolOutput(files=(file,), result=result, notes=tuple(notes))
