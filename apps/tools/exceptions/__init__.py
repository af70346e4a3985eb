"""What the tools' API can answer with when it refuses."""

from apps.tools.exceptions.batches import (
    BatchEndedError,
    BatchNotEndedError,
    InputsRefusedError,
    NothingToArchiveError,
)
from apps.tools.exceptions.executions import (
    ExecutionEndedError,
    ExecutionFailedError,
    ExecutionNotEndedError,
    IdempotencyKeyReusedError,
    QueueFullError,
    TooManyExecutionsError,
    TooManyStreamsError,
)
from apps.tools.exceptions.files import (
    FileDamagedError,
    FileExpiredError,
    FileInUseError,
    LinkNotValidError,
    NoPreviewError,
    PreviewPendingError,
    RangeNotSatisfiableError,
    StorageUnavailableError,
)
from apps.tools.exceptions.inputs import (
    FileEmptyError,
    FileTooLargeError,
    InputError,
    InputGoneError,
    InputMismatchError,
    SecretGoneError,
    WrongInputsError,
)
from apps.tools.exceptions.tools import (
    NoConversionError,
    ToolNotFoundError,
    ToolUnavailableError,
)
from apps.tools.exceptions.webhooks import (
    TooManyWebhooksError,
    WebhookDisabledError,
    WebhookUrlNotAllowedError,
)

__all__ = [
    "BatchEndedError",
    "BatchNotEndedError",
    "ExecutionEndedError",
    "ExecutionFailedError",
    "ExecutionNotEndedError",
    "FileDamagedError",
    "FileEmptyError",
    "FileExpiredError",
    "FileInUseError",
    "FileTooLargeError",
    "IdempotencyKeyReusedError",
    "InputError",
    "InputGoneError",
    "InputMismatchError",
    "InputsRefusedError",
    "LinkNotValidError",
    "NoConversionError",
    "NoPreviewError",
    "NothingToArchiveError",
    "PreviewPendingError",
    "QueueFullError",
    "RangeNotSatisfiableError",
    "SecretGoneError",
    "StorageUnavailableError",
    "TooManyExecutionsError",
    "TooManyStreamsError",
    "TooManyWebhooksError",
    "ToolNotFoundError",
    "ToolUnavailableError",
    "WebhookDisabledError",
    "WebhookUrlNotAllowedError",
    "WrongInputsError",
]
