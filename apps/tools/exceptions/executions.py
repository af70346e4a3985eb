"""Refusals about executions: too early, too late, sent twice, failed."""

from common.exceptions import ApplicationError


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


class TooManyExecutionsError(ApplicationError):
    """As many executions of the caller wait as may."""

    status_code = 429
    code = "too_many_executions"
    title = "Too many executions"
    message = (
        "{count} executions of yours wait, {wanted} more were asked for, and {limit} may. Nothing was kept. "
        "Send it again after the seconds that Retry-After names, or cancel some that wait."
    )
    retryable = True


class TooManyStreamsError(ApplicationError):
    """As many event streams of the caller are open as may."""

    status_code = 429
    code = "too_many_streams"
    title = "Too many streams"
    message = (
        "{limit} event streams of yours are open, and no more may be. Close some: `GET /api/v1/events` tells "
        "of all your executions in one."
    )
    retryable = True


class QueueFullError(ApplicationError):
    """As many executions wait as may, whosever they are."""

    status_code = 503
    code = "queue_full"
    title = "Queue full"
    message = (
        "{count} executions wait, {wanted} more were asked for, and {limit} may. Nothing was kept. Send "
        "it again after the seconds that Retry-After names."
    )
    retryable = True
