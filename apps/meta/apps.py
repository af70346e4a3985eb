"""What the product says about itself."""

from django.apps import AppConfig


class MetaConfig(AppConfig):
    """Health, readiness, version, runtime data, and the command that runs it all."""

    name = "apps.meta"
    label = "meta"
