"""The tools, their files and their executions."""

from django.apps import AppConfig

from apps.tools.guards import watch_migrations


class ToolsConfig(AppConfig):
    """What the product exists for."""

    name = "apps.tools"
    label = "tools"

    def ready(self) -> None:
        """Register checks and receivers, keep the guards of the tables, and let PostgreSQL carry the news."""
        from django.db import connection  # noqa: PLC0415 - models are loaded only now

        from apps.tools import checks, receivers  # noqa: F401, PLC0415
        from apps.tools.bells import news_bell  # noqa: PLC0415
        from apps.tools.notifications import notify  # noqa: PLC0415

        if connection.vendor == "postgresql":
            news_bell.hang(notify)
        watch_migrations(self)
