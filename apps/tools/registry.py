"""Finds the tools: the built-in ones by walking `apps.tools.plugins`, the others by entry points."""

import gc
import json
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from inspect import isabstract
from pathlib import Path
from types import ModuleType
from typing import Any, TypeGuard

import apps.tools.plugins
from apps.tools.base import BaseTool

ENTRY_POINT_GROUP = "magictoolbox.tools"
FORMAT_OPTION = "output_format"
PROOFS_FILE = Path(__file__).with_name("proofs.json")

Tool = BaseTool[Any]


class UnknownToolError(KeyError):
    """No tool has this name or alias; `suggestion` is the nearest one."""

    def __init__(self, name: str, suggestion: str | None) -> None:
        super().__init__(name)
        self.name = name
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Conversion:
    """A tool turns one format into another; `proven_at` is None for a third party's claim."""

    source: str
    target: str
    tool: Tool
    proven_at: str | None

    @property
    def options(self) -> dict[str, str]:
        """What makes the tool produce the target."""
        return {FORMAT_OPTION: self.target} if FORMAT_OPTION in self.tool.options_type.model_fields else {}

    @property
    def losses(self) -> tuple[str, ...]:
        """What the target cannot carry over, in sentences."""
        return self.tool.losses(source=self.source, target=self.target)

    @property
    def merit(self) -> tuple[int, bool]:
        """What the tools prefer goes before what loses nothing, and that before the rest."""
        return self.tool.preference, not self.losses

    @property
    def is_complete(self) -> bool:
        """Whether those options, and one file, are enough; a tool that rotates videos must be told how."""
        fields = self.tool.options_type.model_fields.items()
        told = {name for name, field in fields if field.is_required()} <= set(self.options)
        return told and sum(role.min for role in self.tool.inputs) <= 1


class ToolRegistry:
    """The tools by name; a name or alias belongs to one tool only."""

    def __init__(self, tools: Iterable[Tool], *, failures: Iterable[str] = ()) -> None:
        self._tools: dict[str, Tool] = {}
        self._aliases: dict[str, str] = {}
        self.failures = tuple(failures)
        """Third-party plugins that could not be loaded, each as a sentence."""
        for tool in tools:
            self._add(tool)

    def _add(self, tool: Tool) -> None:
        if other := self._tools.get(tool.name):
            raise ValueError(f"Two tools are named {tool.name!r}: {type(other)!r} and {type(tool)!r}.")
        self._tools[tool.name] = tool
        for alias in tool.aliases:
            self._aliases.setdefault(slug(alias), tool.name)

    def __iter__(self) -> Iterator[Tool]:
        return iter(sorted(self._tools.values(), key=lambda tool: tool.name))

    def __len__(self) -> int:
        return len(self._tools)

    def get(self, name: str) -> Tool:
        """The tool of this name or alias; raises UnknownToolError with the nearest name."""
        known = name if name in self._tools else self._aliases.get(slug(name))
        if known is None:
            words = [*self._tools, *self._aliases]
            near = get_close_matches(name, words, n=1)
            raise UnknownToolError(name, self._aliases.get(near[0], near[0]) if near else None)
        return self._tools[known]

    @cached_property
    def conversions(self) -> tuple[Conversion, ...]:
        """Every pair that may be advertised: proven for built-in tools, claimed for the others."""
        return tuple(self._find_conversions(_read_proofs()))

    def _find_conversions(self, proofs: Mapping[str, str]) -> Iterator[Conversion]:
        for tool in self:
            built_in = type(tool).__module__.startswith("apps.tools.plugins.")
            for source, target in tool.pairs():
                proven_at = proofs.get(f"{tool.name} {source} {target}")
                if proven_at or not built_in:
                    yield Conversion(source, target, tool, proven_at)


def slug(words: str) -> str:
    """`HEIC to JPG` as it stands in a path: `heic-to-jpg`."""
    return "-".join(words.lower().split())


@cache
def _read_proofs() -> dict[str, str]:
    """When each `tool source target` was last proven, as an ISO date."""
    return json.loads(PROOFS_FILE.read_text()) if PROOFS_FILE.exists() else {}


def tools_in(module: ModuleType) -> Iterator[Tool]:
    """The concrete tools that a module, or a package with all its modules, defines."""
    modules = [module]
    if hasattr(module, "__path__"):
        names = (info.name for info in pkgutil.walk_packages(module.__path__, f"{module.__name__}."))
        modules += [import_module(name) for name in names]
    for place in modules:
        for value in vars(place).values():
            if isinstance(value, type) and value.__module__ == place.__name__ and _is_tool(value):
                yield value()


def _is_tool(value: type) -> TypeGuard[type[Tool]]:
    """Whether it is a concrete one; `issubclass` would ask all tools there are, each time."""
    return BaseTool in value.__mro__ and not isabstract(value)


def _load(entry_point: EntryPoint) -> list[Tool]:
    loaded = entry_point.load()
    return list(tools_in(loaded)) if isinstance(loaded, ModuleType) else [loaded()]


@contextmanager
def without_collections() -> Iterator[None]:
    """Classes stay: to look for garbage again and again while they are made takes a third of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


@cache
@without_collections()
def get_tool_registry() -> ToolRegistry:
    """All tools of this installation. A broken built-in raises; a broken third-party plugin is left out."""
    tools = list(tools_in(apps.tools.plugins))
    names = {tool.name for tool in tools}
    failures = []
    for entry_point in entry_points(group=ENTRY_POINT_GROUP):
        try:
            found = _load(entry_point)
            if clash := names & {tool.name for tool in found}:
                raise ValueError(f"the name {clash.pop()!r} is taken")  # noqa: TRY301 - reported like any failure
        except Exception as error:  # noqa: BLE001 - a stranger's plugin may fail in any way
            failures.append(f"The plugin '{entry_point.value}' was skipped: {type(error).__name__}: {error}.")
        else:
            tools += found
            names |= {tool.name for tool in found}
    return ToolRegistry(tools, failures=failures)
