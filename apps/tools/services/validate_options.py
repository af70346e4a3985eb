"""Hold the options of a request to the tool's declaration."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from apps.tools.base import ToolOptions
from apps.tools.registry import FORMAT_OPTION, Tool
from apps.tools.switched_off import is_switched_off
from common.exceptions import FieldProblem, InvalidRequestError
from common.validation import field_problems


def validate_options(*, tool: Tool, options: Mapping[str, Any]) -> ToolOptions:
    """The typed options; raises InvalidRequestError that names every value that is wrong."""
    try:
        valid = tool.options_type.model_validate(options)
    except ValidationError as error:
        problems = field_problems(error, prefix="/options", document=options)
        wrong = "; ".join(f"{item.pointer.removeprefix('/options/')}: {item.msg}" for item in problems[:5])
        summary = f"The options of '{tool.name}' are not valid. {wrong}."
        raise InvalidRequestError(summary=summary, errors=problems) from error
    target = getattr(valid, FORMAT_OPTION, None)
    if target is not None and is_switched_off(str(target)):
        message = f"The operator of this server has switched '{target}' off."
        problem = FieldProblem(f"/options/{FORMAT_OPTION}", message, "format_switched_off")
        raise InvalidRequestError(summary=message, errors=[problem])
    return valid
