"""Refusals about tools and conversions: unknown, out of reach, not here."""

from common.exceptions import ApplicationError


class ToolNotFoundError(ApplicationError):
    """No tool has this name or alias."""

    status_code = 404
    code = "tool_not_found"
    title = "Unknown tool"
    message = "No tool is named '{name}'.{hint}"


class ToolUnavailableError(ApplicationError):
    """The tool exists, but nothing here can run it now."""

    status_code = 503
    code = "tool_unavailable"
    title = "Tool unavailable"
    message = "The tool '{tool}' cannot run here: {reason}"


class NoConversionError(ApplicationError):
    """No tool is proven to turn this format into that one."""

    status_code = 422
    code = "no_conversion"
    title = "No conversion"
    message = "No proven conversion turns {source} into {target}. From {source} you can reach: {reachable}."
