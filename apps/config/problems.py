"""From every exception, ours or a library's, to the one error shape."""

from collections.abc import Callable, Mapping
from functools import partial

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from loguru import logger
from ninja.errors import HttpError

from apps.config.exceptions import (
    AddressNotFoundError,
    ForbiddenError,
    InternalError,
    RequestTooLargeError,
    UnavailableError,
)
from apps.iam.exceptions import UnauthenticatedError
from common.exceptions import ApplicationError
from common.http import MalformedRequestError, UnsupportedMediaTypeError, problem_response

_REFUSALS: Mapping[type[Exception], Callable[[], ApplicationError]] = {
    Http404: AddressNotFoundError,
    PermissionDenied: ForbiddenError,
    RequestDataTooBig: RequestTooLargeError,
    TooManyFieldsSent: partial(MalformedRequestError, reason="The request has too many fields."),
    TooManyFilesSent: partial(MalformedRequestError, reason="The request has too many files."),
    DisallowedHost: partial(MalformedRequestError, reason="The host that the request names is not served."),
    SuspiciousOperation: partial(MalformedRequestError, reason="The request is not acceptable."),
    MultiPartParserError: partial(MalformedRequestError, reason="The multipart body cannot be read."),
    UnreadablePostError: partial(MalformedRequestError, reason="The body ended before it was whole."),
    RawPostDataException: partial(
        UnsupportedMediaTypeError, found="multipart/form-data", wanted="application/json"
    ),
}
"""Exceptions of Django that are the client's doing."""


def answer(error: ApplicationError) -> HttpResponse:
    """The problem that an ApplicationError stands for."""
    return problem_response(
        status=error.status_code,
        code=error.code,
        title=error.title,
        detail=error.detail,
        retryable=error.retryable,
        errors=error.errors,
        headers=error.headers,
    )


def answer_exception(exception: Exception) -> HttpResponse:
    """The problem for any exception; one that is nobody's refusal is logged, and tells nothing."""
    return answer(_translate(exception))


def _translate(exception: Exception) -> ApplicationError:
    if isinstance(exception, ApplicationError):
        return exception
    if isinstance(exception, HttpError):
        return _translate_http_error(exception)
    for ancestor in type(exception).__mro__:
        if refusal := _REFUSALS.get(ancestor):
            return refusal()
    if settings.DEBUG:
        # Django's own page shows the traceback.
        raise exception
    logger.opt(exception=exception).error("Unhandled {}", type(exception).__name__)
    if isinstance(exception, OperationalError | InterfaceError):
        return UnavailableError(headers={"Retry-After": "5"})
    return InternalError()


def _translate_http_error(exception: HttpError) -> ApplicationError:
    # Ninja wraps what a parser raises.
    if isinstance(exception.__cause__, ApplicationError):
        return exception.__cause__
    match exception.status_code:
        case 401:
            return UnauthenticatedError(reason="This needs credentials.")
        case 403:
            return ForbiddenError()
        case _:
            return MalformedRequestError(reason=exception.message)
