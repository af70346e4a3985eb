"""Every code that a problem, or a failed execution, can have."""

import inspect
from collections.abc import Iterator

from apps.tools.schemas.executions import RETRYABLE
from common.exceptions import ApplicationError
from common.types import JsonObject

_OURS = ("apps.", "common.")
_EXECUTION_CODES = {
    "input_corrupt": "The input cannot be read as what it is.",
    "input_encrypted": "The input needs a password that was not given.",
    "input_gone": "An input was deleted before the execution began.",
    "input_limit": "The input has more pixels, pages, entries or rows than the tool takes.",
    "input_mismatch": "The input's bytes are not what its name says.",
    "input_not_allowed": "The input holds something that the tool refuses.",
    "output_invalid": "The tool made something that is not what it should be; nothing was published.",
    "queue_timeout": "No worker came to it in time.",
    "storage_error": "The storage did not take or give a file.",
    "tool_cpu": "The tool used up its processor time.",
    "tool_crashed": "The tool ended unexpectedly.",
    "tool_disk": "The tool used up its disk space.",
    "tool_error": "The tool could not do it, and says why.",
    "tool_memory": "The tool used up its memory.",
    "tool_policy": "The tool tried what the sandbox forbids.",
    "tool_timeout": "The tool used up its time.",
    "worker_lost": "The worker was lost again and again.",
}


def problem_codes() -> JsonObject:
    """What each code of a refusal means; the modules that raise them are imported by the API."""
    codes: JsonObject = {}
    for error in sorted(_refusals(ApplicationError), key=lambda error: (error.code, error.__qualname__)):
        about = {"status": error.status_code, "title": error.title, "retryable": error.retryable}
        entry = codes.setdefault(error.code, about | {"description": ""})
        meaning = inspect.cleandoc(error.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        entry["description"] = f"{entry['description']} {meaning}".strip()
    return codes


def execution_codes() -> JsonObject:
    """What each code of a failed execution means; where its output was asked for, also those of a problem."""
    return {
        code: {"status": 422, "retryable": code in RETRYABLE, "description": meaning}
        for code, meaning in _EXECUTION_CODES.items()
    }


def _refusals(error: type[ApplicationError]) -> Iterator[type[ApplicationError]]:
    for refusal in error.__subclasses__():
        if refusal.__module__.startswith(_OURS) and "code" in vars(refusal):
            yield refusal
        yield from _refusals(refusal)
