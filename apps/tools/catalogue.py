"""The tools that this installation offers."""

from functools import lru_cache

from django.conf import settings

from apps.tools.registry import ToolRegistry, get_tool_registry


def get_catalogue() -> ToolRegistry:
    """All tools that were found, without those that TOOLS_DISABLED names."""
    return _without(frozenset(settings.ENVIRONMENT.tools_disabled))


@lru_cache(maxsize=8)
def _without(disabled: frozenset[str]) -> ToolRegistry:
    found = get_tool_registry()
    offered = (tool for tool in found if tool.name not in disabled)
    return ToolRegistry(offered, failures=found.failures)
