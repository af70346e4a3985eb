"""What the product says about itself."""

from django.apps import AppConfig


class MetaConfig(AppConfig):
    """Health, readiness, version, runtime data, and the command that runs it all."""

    name = "apps.meta"
    label = "meta"

    def ready(self) -> None:
        """Register the system checks."""
        from apps.meta import checks  # noqa: F401, PLC0415 - settings are complete only now
