"""`manage.py export_environment`."""

from datetime import timedelta
from pathlib import Path
from textwrap import wrap
from typing import Any

from django.conf import settings

from apps.meta.management.export_command import ExportCommand

_HEAD = """# Every variable with its default; none needs to be set. Copy to .env and uncomment what differs.
# Secrets can also be given as NAME_FILE, the path of a file that holds the value.
# This file is made from the code: uv run manage.py export_environment --output .env.example
"""


class Command(ExportCommand):
    """The variables are those of the environment's model."""

    help = (
        "Print the variables that can be set, write them, or check that a file holds them.\n\n"
        "Example: uv run manage.py export_environment --output .env.example"
    )

    def content(self) -> str:
        """One paragraph for each variable."""
        fields = type(settings.ENVIRONMENT).model_fields
        return _HEAD + "".join(
            "\n"
            + "".join(f"# {line}\n" for line in wrap(field.description or "", 100))
            + f"# {name.upper()}={_written(None if field.default_factory else field.default)}\n"
            for name, field in fields.items()
            if not field.exclude
        )


def _written(value: Any) -> str:
    """A default as an operator would write it."""
    match value:
        case None | []:
            return ""
        case bool():
            return str(value).lower()
        case timedelta():
            return f"{value.total_seconds():.0f}s"
        case Path():
            return value.name
        case _:
            return str(value)
