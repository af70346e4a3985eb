"""What the tools' API can answer with when it refuses."""

from apps.tools.inputs import InputRefusedError
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


class StorageUnavailableError(ApplicationError):
    """The place where files are kept does not take them now."""

    status_code = 503
    code = "storage_unavailable"
    title = "Storage unavailable"
    message = "'{name}' could not be stored. Nothing was kept; send it again later."
    retryable = True


class NoConversionError(ApplicationError):
    """No tool is proven to turn this format into that one."""

    status_code = 422
    code = "no_conversion"
    title = "No conversion"
    message = "No proven conversion turns {source} into {target}. From {source} you can reach: {reachable}."


class InputError(ApplicationError):
    """A file that its name, its bytes or the tool's declaration speak against."""

    status_code = 422
    code = "input_not_allowed"
    title = "File not accepted"
    message = "{reason}"

    @staticmethod
    def of(refusal: InputRefusedError) -> "InputError":
        """The answer for what the check found."""
        return _INPUT_ERRORS[refusal.code](reason=str(refusal))


class FileTooLargeError(InputError):
    """The file is larger than the tool, or the server, takes."""

    status_code = 413
    code = "file_too_large"
    title = "File too large"


class FileEmptyError(InputError):
    """A file without a byte in it."""

    code = "file_empty"
    title = "Empty file"


class InputMismatchError(InputError):
    """The bytes are not what the name says."""

    code = "input_mismatch"
    title = "File is not what its name says"


class WrongInputsError(InputError):
    """Too few or too many files, or a role that the tool does not have."""

    code = "wrong_inputs"
    title = "Wrong inputs"


_INPUT_ERRORS: dict[str, type[InputError]] = {
    kind.code: kind
    for kind in (InputError, FileTooLargeError, FileEmptyError, InputMismatchError, WrongInputsError)
}


class InputGoneError(ApplicationError):
    """A file that is needed again has expired or was deleted."""

    status_code = 409
    code = "input_gone"
    title = "Input gone"
    message = "The input '{name}' is no longer kept. Upload it again and start a new execution."


class FileExpiredError(ApplicationError):
    """The file's record is there, its bytes are not."""

    status_code = 410
    code = "file_expired"
    title = "File expired"
    message = "'{name}' is no longer kept: files are deleted when their time is over, or by their owner."


class FileInUseError(ApplicationError):
    """An execution that has not ended still needs the file."""

    status_code = 409
    code = "file_in_use"
    title = "File in use"
    message = "'{name}' is an input of an execution that has not ended. Cancel it first."


class LinkNotValidError(ApplicationError):
    """A signed address that was changed, is too old, or whose file is gone."""

    status_code = 403
    code = "link_not_valid"
    title = "Link not valid"
    message = "This link was changed, its time is over, or its file was deleted. Ask for a new one."


class RangeNotSatisfiableError(ApplicationError):
    """The file has no byte in the range that was asked for."""

    status_code = 416
    code = "range_not_satisfiable"
    title = "Range not satisfiable"
    message = "The file has {size} bytes; the range '{range}' lies beyond them."


class ExecutionEndedError(ApplicationError):
    """What was asked for is only possible before the end."""

    status_code = 409
    code = "execution_ended"
    title = "Execution ended"
    message = "The execution has ended as {status}; only one that has not ended can be cancelled."


class ExecutionNotEndedError(ApplicationError):
    """What was asked for is only possible after the end."""

    status_code = 409
    code = "execution_not_ended"
    title = "Execution not ended"
    message = "The execution is {status}. {remedy}"


class IdempotencyKeyReusedError(ApplicationError):
    """The key was sent before with another request."""

    status_code = 422
    code = "idempotency_key_reused"
    title = "Idempotency key reused"
    message = "This Idempotency-Key was sent before with another request. Use a new key for a new request."


class ExecutionFailedError(ApplicationError):
    """The output was asked for, and the execution failed: its code and its reason are the answer's."""

    status_code = 422
    title = "Execution failed"
    message = "{reason}"

    def __init__(self, *, code: str, reason: str) -> None:
        super().__init__(reason=reason)
        self.code = code  # type: ignore[misc]  # here the execution owns it, not the class
