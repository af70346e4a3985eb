"""What an operator should know about the tools that are installed."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name

from apps.tools.formats import FORMATS
from apps.tools.registry import get_tool_registry


@register()
def check_plugins(**_: Any) -> list[CheckMessage]:
    """A third party's plugin that cannot be loaded is left out, and must not be overlooked."""
    hint = "Upgrade or uninstall the package it comes with; the other tools work."
    return [Warning(failure, hint=hint, id="tools.W001") for failure in get_tool_registry().failures]


@register()
def check_names(**_: Any) -> list[CheckMessage]:
    """A misspelt name switches nothing off, and whoever wrote it believes that it does."""
    environment = settings.ENVIRONMENT
    tools = {tool.name for tool in get_tool_registry()}
    unknown = [("TOOLS_DISABLED", "tool", name) for name in environment.tools_disabled if name not in tools]
    unknown += [
        ("FORMATS_DISABLED", "format", name) for name in environment.formats_disabled if name not in FORMATS
    ]
    return [
        Warning(f"{variable} names '{name}', and there is no {kind} of that name.", id="tools.W002")
        for variable, kind, name in unknown
    ]
