"""Refusals of what a tool is given: files that do not fit, and what is gone when it is needed again."""

from apps.tools.inputs import InputRefusedError
from common.exceptions import ApplicationError


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


class SecretGoneError(ApplicationError):
    """A password that is needed again was erased when the execution ended."""

    status_code = 409
    code = "secret_gone"
    title = "Secret gone"
    message = (
        "Secret options are erased when an execution ends: {names}. Start a new one and give them again."
    )
