"""The tools, their files and their executions."""

from django.apps import AppConfig


class ToolsConfig(AppConfig):
    """What the product exists for."""

    name = "apps.tools"
    label = "tools"
