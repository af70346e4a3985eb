"""The tools of a zygote and the libraries they share, each imported once: when the first run wants it."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import apps.tools.plugins
from apps.tools.base import BaseTool
from apps.tools.registry import ENTRY_POINT_GROUP, get_tool_registry, tools_in, without_collections

LIBRARIES: Final = (
    "apps.tools.verification.image", "lxml.etree", "pyvips", "PIL.Image", "PIL.WebPImagePlugin",
    "PIL.AvifImagePlugin", "PIL.TiffImagePlugin", "av",
)  # fmt: skip
"""What most runs need, what takes long to import, and what starts no thread when imported."""
PLUGINS: Final = Path(apps.tools.plugins.__path__[0])


class ImportedTools:
    """A zygote is small and starts soon, because it knows where a tool is before it imports any."""

    def __init__(self, plugins: Iterable[str]) -> None:
        """`plugins` are modules whose tools are there from the start, and need no library."""
        found = (tool for name in plugins for tool in tools_in(import_module(name)))
        self._tools: dict[str, BaseTool[Any]] = {tool.name: tool for tool in found}

    def get(self, name: str) -> BaseTool[Any]:
        """The tool of this name; raises UnknownToolError, or what its import raises."""
        self.fetch(name)
        return self._tools[name]

    def fetch(self, name: str) -> bool:
        """Import it unless it is here; whether it was not."""
        if name in self._tools:
            return False
        with without_collections():
            _import_libraries()
            found = {tool.name: tool for tool in _built_in(name)}
            if name not in found:
                found[name] = get_tool_registry().get(name)
            for tool in found.values():
                tool.options_type.model_rebuild()  # here once, and not in each run
        self._tools |= found
        return True


def import_everything(plugins: Iterable[str]) -> None:
    """All that a zygote could come to import."""
    ImportedTools(plugins)
    get_tool_registry()
    _import_libraries()


def other_modules(plugins: Iterable[str]) -> tuple[str, ...]:
    """Where tools are that are not built in."""
    return (*plugins, *(entry.module for entry in entry_points(group=ENTRY_POINT_GROUP)))


def later_sources() -> Iterator[Path]:
    """The files of what a zygote imports later on: the built-in tools, and the libraries' first modules."""
    yield from PLUGINS.rglob("*.py")
    for name in LIBRARIES:
        spec = find_spec(name)
        if spec and spec.origin and spec.origin.endswith(".py"):
            yield Path(spec.origin)


def _built_in(name: str) -> Iterator[BaseTool[Any]]:
    """What the module defines that is named after the tool, as all of them are."""
    stem = name.replace("-", "_")
    for category in sorted(PLUGINS.iterdir()):
        if stem.isidentifier() and (category / f"{stem}.py").is_file():
            yield from tools_in(import_module(f"{apps.tools.plugins.__name__}.{category.name}.{stem}"))


def _import_libraries() -> None:
    for name in LIBRARIES:
        with suppress(ImportError):  # which the tools that need it will meet again
            import_module(name)
    if pillow := sys.modules.get("PIL.Image"):
        pillow.preinit()
    if pyvips := sys.modules.get("pyvips"):
        pyvips.block_untrusted_set(True)  # noqa: FBT003 - the library's signature
        pyvips.cache_set_max(0)
