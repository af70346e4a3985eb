"""Identity and access: who may enter, and with what."""

from django.apps import AppConfig


class IamConfig(AppConfig):
    """Users, sign-in and API keys."""

    name = "apps.iam"
    label = "iam"
    verbose_name = "Identity and access"
