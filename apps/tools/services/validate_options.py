"""Hold the options of a request to the tool's declaration."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from apps.tools.base import ToolOptions
from apps.tools.registry import Tool
from common.exceptions import InvalidRequestError
from common.validation import field_problems


def validate_options(*, tool: Tool, options: Mapping[str, Any]) -> ToolOptions:
    """The typed options; raises InvalidRequestError that names every value that is wrong."""
    try:
        return tool.options_type.model_validate(options)
    except ValidationError as error:
        problems = field_problems(error, prefix="/options", document=options)
        wrong = "; ".join(f"{item.pointer.removeprefix('/options/')}: {item.msg}" for item in problems[:5])
        summary = f"The options of '{tool.name}' are not valid. {wrong}."
        raise InvalidRequestError(summary=summary, errors=problems) from error
