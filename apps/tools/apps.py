"""The tools, their files and their executions."""

from django.apps import AppConfig


class ToolsConfig(AppConfig):
    """What the product exists for."""

    name = "apps.tools"
    label = "tools"

    def ready(self) -> None:
        """Register the system checks."""
        from apps.tools import checks  # noqa: F401, PLC0415 - models are loaded only now
