"""What a zygote imports, so that no run has to."""

import sys
from importlib import import_module
from typing import Final

from apps.tools.registry import ToolRegistry, get_tool_registry, tools_in

LIBRARIES: Final = (
    "apps.tools.verification.image", "lxml.etree", "pyvips", "PIL.Image", "PIL.WebPImagePlugin",
    "PIL.AvifImagePlugin", "PIL.TiffImagePlugin", "av",
)  # fmt: skip
"""What most runs need, what takes long to import, and what starts no thread when imported."""


def load(plugins: tuple[str, ...]) -> ToolRegistry:
    """Import all that is worth sharing, and the tools."""
    registry = _registry(plugins)
    _import_libraries()
    return registry


def _registry(plugins: tuple[str, ...]) -> ToolRegistry:
    known = get_tool_registry()
    added = [tool for name in plugins for tool in tools_in(import_module(name))]
    for tool in (*known, *added):
        tool.options_type.model_rebuild()  # here once, and not in each run
    return ToolRegistry([*known, *added], failures=known.failures)


def _import_libraries() -> None:
    for name in LIBRARIES:
        import_module(name)
    sys.modules["PIL.Image"].preinit()
    pyvips = sys.modules["pyvips"]
    pyvips.block_untrusted_set(True)  # noqa: FBT003 - the library's signature
    pyvips.cache_set_max(0)
