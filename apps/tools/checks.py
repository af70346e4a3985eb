"""What an operator should know about the tools that are installed."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name

from apps.tools.registry import get_tool_registry


@register()
def check_plugins(**_: Any) -> list[CheckMessage]:
    """A third party's plugin that cannot be loaded is left out, and must not be overlooked."""
    hint = "Upgrade or uninstall the package it comes with; the other tools work."
    return [Warning(failure, hint=hint, id="tools.W001") for failure in get_tool_registry().failures]
