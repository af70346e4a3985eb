"""What Django answers itself with, as problems."""

from django.http import HttpRequest, HttpResponse

from apps.config.exceptions import AddressNotFoundError, ForbiddenError, InternalError
from apps.config.problems import answer, answer_exception
from apps.iam.exceptions import CsrfFailedError


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: a request that Django refuses to look at."""
    return answer_exception(exception)


def permission_denied(_request: HttpRequest, _exception: Exception) -> HttpResponse:
    """handler403."""
    return answer(ForbiddenError())


def page_not_found(_request: HttpRequest, _exception: Exception) -> HttpResponse:
    """handler404: no operation has this address."""
    return answer(AddressNotFoundError())


def server_error(_request: HttpRequest) -> HttpResponse:
    """handler500: the exception is in the log already."""
    return answer(InternalError())


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """CSRF_FAILURE_VIEW: a cookie without the proof that belongs to it."""
    return answer(CsrfFailedError())
