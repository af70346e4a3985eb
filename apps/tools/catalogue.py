"""The tools that this installation offers."""

from functools import lru_cache

from django.conf import settings

from apps.tools.registry import Conversion, ToolRegistry, get_tool_registry


def get_catalogue() -> ToolRegistry:
    """All tools that were found, without those that TOOLS_DISABLED names."""
    return get_catalogue_without(frozenset(settings.ENVIRONMENT.tools_disabled))


@lru_cache(maxsize=8)
def get_catalogue_without(disabled: frozenset[str]) -> ToolRegistry:
    """All tools that were found but these; made once for each choice."""
    found = get_tool_registry()
    offered = (tool for tool in found if tool.name not in disabled)
    return ToolRegistry(offered, failures=found.failures)


def list_possible_conversions() -> list[Conversion]:
    """What may be advertised here, without the formats that FORMATS_DISABLED names."""
    off = set(settings.ENVIRONMENT.formats_disabled)
    return [found for found in get_catalogue().conversions if not off & {found.source, found.target}]
