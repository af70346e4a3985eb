"""The contract between a tool and its host: all that a tool needs to import.

It stands on the standard library and pydantic, so a tool runs without Django or a database.
"""

import inspect
import re
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import product
from typing import Any, ClassVar, Generic, Literal, get_args, get_origin

from pydantic import BaseModel

from apps.tools.options import Labels, NoOptions, OptionsT, Password, ToolOptions, Ui
from apps.tools.runs import (
    InvalidInputError,
    OutputFile,
    RunControls,
    ToolFailedError,
    ToolInput,
    ToolOutput,
    ToolRun,
)

__all__ = [
    "BaseTool",
    "Example",
    "Input",
    "InvalidInputError",
    "Labels",
    "Limits",
    "MiB",
    "NoOptions",
    "OutputFile",
    "Password",
    "Requirement",
    "RunControls",
    "ToolFailedError",
    "ToolInput",
    "ToolOptions",
    "ToolOutput",
    "ToolRun",
    "Ui",
]

MiB = 1024 * 1024

Category = Literal["image", "document", "audio", "video", "data", "geo", "archive", "text", "convert"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one run may use; the host ends a run that goes beyond."""

    cpu_seconds: int = 60
    wall_seconds: int = 120
    memory_mb: int = 1536
    disk_mb: int = 1024
    processes: int = 32


@dataclass(frozen=True, slots=True)
class Input:
    """One role a tool takes files for; `formats=("*",)` is any file."""

    role: str
    formats: tuple[str, ...]
    title: str = "File"
    min: int = 1
    max: int = 1


@dataclass(frozen=True, slots=True)
class Requirement:
    """A Python module or a program a tool needs, and what brings it when it is missing."""

    kind: Literal["module", "program"]
    name: str
    remedy: str

    def is_met(self) -> bool:
        """Look without importing or running anything."""
        return bool(find_spec(self.name) if self.kind == "module" else shutil.which(self.name))


@dataclass(frozen=True, slots=True)
class Example:
    """Options worth trying, shown in the catalogue."""

    title: str
    options: Mapping[str, Any]


class BaseTool(ABC, Generic[OptionsT]):
    """A stateless tool: declare the class attributes, implement `process`."""

    name: ClassVar[str]
    title: ClassVar[str]
    category: ClassVar[Category]
    input_formats: ClassVar[tuple[str, ...]] = ()
    inputs: ClassVar[tuple[Input, ...]] = ()
    output_formats: ClassVar[tuple[str, ...]] = ()
    aliases: ClassVar[tuple[str, ...]] = ()
    icon: ClassVar[str] = "file"
    version: ClassVar[str] = "1.0.0"
    description: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]] = ()
    max_file_size: ClassVar[int] = 50 * MiB
    limits: ClassVar[Limits] = Limits()
    requires: ClassVar[tuple[Requirement, ...]] = ()
    result_type: ClassVar[type[BaseModel] | None] = None
    inline: ClassVar[bool] = False
    preference: ClassVar[int] = 0
    """Which of several tools answers `POST /convert` for the same formats: the greater one."""
    risky: ClassVar[bool] = True
    changes_directory: ClassVar[bool] = False
    """Whether its program changes its working directory, by which what survives a run is found else."""
    deprecated: ClassVar[bool] = False
    options_type: ClassVar[type[ToolOptions]]

    def __init_subclass__(cls) -> None:
        """Read the options type from `BaseTool[…]`, and refuse a tool that does not say what it is."""
        super().__init_subclass__()
        for base in getattr(cls, "__orig_bases__", ()):
            origin = get_origin(base)
            if (
                isinstance(origin, type)
                and issubclass(origin, BaseTool)
                and isinstance(get_args(base)[0], type)
            ):
                cls.options_type = get_args(base)[0]
        if inspect.isabstract(cls):
            return
        cls.description = inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        if cls.input_formats and not cls.inputs:
            cls.inputs = (Input("source", cls.input_formats),)
        wanted = ("name", "title", "category", "description", "options_type")
        missing = [attribute for attribute in wanted if not getattr(cls, attribute, None)]
        if missing:
            raise TypeError(f"The tool {cls.__qualname__} must define: {', '.join(missing)}.")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cls.name):
            raise TypeError(f"The name of the tool {cls.__qualname__}, {cls.name!r}, must be kebab-case.")

    def validate(self, run: ToolRun[OptionsT]) -> None:
        """Raise InvalidInputError if the file's content cannot be processed."""

    @abstractmethod
    def process(self, run: ToolRun[OptionsT]) -> ToolOutput:
        """Do the work; outputs are written into `run.workspace`."""

    def cleanup(self, run: ToolRun[OptionsT]) -> None:
        """Release what lives outside the workspace."""

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The conversions that are possible, as (from, to)."""
        sources = self.inputs[0].formats if self.inputs else ()
        return (
            (source, target)
            for source, target in product(sources, self.output_formats)
            if source != target and "*" not in {source, target}
        )

    def losses(self, *, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002 - for tools that lose
        """What this conversion cannot carry over, in sentences for people."""
        return ()

    def unavailable_reason(self) -> str | None:
        """What is missing on this machine and what brings it, or None."""
        missing = [requirement for requirement in self.requires if not requirement.is_met()]
        if not missing:
            return None
        return " ".join(f"The {item.kind} '{item.name}' is missing: {item.remedy}." for item in missing)
