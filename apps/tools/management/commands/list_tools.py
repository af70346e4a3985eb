"""List the tools of this installation, and why one cannot run."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.tools.base import BaseTool
from apps.tools.registry import get_tool_registry


class Command(BaseCommand):
    """`manage.py list_tools`."""

    help = (
        "List the tools with what they take and make, and what is missing for those that cannot run."
        "\n\nExample: manage.py list_tools --json"
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """How to answer."""
        parser.add_argument("--json", action="store_true", dest="as_json", help="Answer as JSON.")

    def handle(self, *, as_json: bool, **_: Any) -> None:
        """Look without running anything."""
        registry = get_tool_registry()
        tools = [_describe(tool) for tool in registry]
        if as_json:
            document = {"items": tools, "failures": registry.failures}
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
            return
        width = max((len(tool["name"]) for tool in tools), default=0)
        for tool in tools:
            self.stdout.write(f"{tool['name']:{width}}  {_summary(tool)}")
        for failure in registry.failures:
            self.stderr.write(failure)


def _describe(tool: BaseTool[Any]) -> dict[str, Any]:
    reason = tool.unavailable_reason()
    return {
        "name": tool.name,
        "title": tool.title,
        "version": tool.version,
        "input_formats": sorted({extension for role in tool.inputs for extension in role.formats}),
        "output_formats": list(tool.output_formats),
        "available": reason is None,
        "unavailable_reason": reason,
    }


def _summary(tool: dict[str, Any]) -> str:
    takes = " ".join(tool["input_formats"]) or "no file"
    makes = " ".join(tool["output_formats"]) or "a result"
    missing = "" if tool["available"] else f"  (unavailable: {tool['unavailable_reason']})"
    return f"{tool['title']}: {takes} → {makes}{missing}"
