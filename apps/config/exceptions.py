"""What the API answers when nothing in an app is asked: wrong address, method or size, and our own faults."""

from common.exceptions import ApplicationError


class AddressNotFoundError(ApplicationError):
    """No operation has this address."""

    status_code = 404
    code = "not_found"
    title = "Not found"
    message = "There is nothing at this address; /api/v1/docs lists what there is."


class MethodNotAllowedError(ApplicationError):
    """The address exists, but not with this method."""

    status_code = 405
    code = "method_not_allowed"
    title = "Method not allowed"
    message = "{method} is not possible here; possible: {allowed}."


class RequestTooLargeError(ApplicationError):
    """The body is larger than the server takes at this address."""

    status_code = 413
    code = "too_large"
    title = "Request too large"
    message = "The body of the request is larger than the server takes here."


class UploadTimeoutError(ApplicationError):
    """The sender of a body has fallen silent, or is slower than anyone who means it."""

    status_code = 408
    code = "upload_timeout"
    title = "Upload timed out"
    message = (
        "No byte of the body came for {seconds} seconds, or fewer than {rate} a second from then on. "
        "Nothing was kept; send it again."
    )
    retryable = True


class ForbiddenError(ApplicationError):
    """The caller is known, and may not do this."""

    status_code = 403
    code = "forbidden"
    title = "Forbidden"
    message = "You may not do this."


class UnavailableError(ApplicationError):
    """A service that we need, the database for one, does not answer now."""

    status_code = 503
    code = "unavailable"
    title = "Temporarily unavailable"
    message = "A service that is needed for this does not answer now. Try again in a few seconds."
    retryable = True


class InternalError(ApplicationError):
    """A fault of ours; the log has it under the request id."""

    status_code = 500
    code = "internal_error"
    title = "Internal error"
    message = "Something went wrong on our side. Quote the request id when you report it."
