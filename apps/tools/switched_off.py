"""The formats that the operator has switched off: no tool opens a file of them, and none makes one."""

from django.conf import settings

from apps.tools.formats import FORMATS
from apps.tools.inputs import InputRefusedError


def is_switched_off(format: str) -> bool:
    """Whether FORMATS_DISABLED names it."""
    return format in settings.ENVIRONMENT.formats_disabled


def check_format(*, name: str, format: str) -> None:
    """Raise InputRefusedError for a file that nothing may open here."""
    if is_switched_off(format):
        kind = FORMATS[format].title if format in FORMATS else format
        message = f"'{name}' is a {kind}, and the operator of this server has switched that format off."
        raise InputRefusedError("input_not_allowed", message)
