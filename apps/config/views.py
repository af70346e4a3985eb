"""What Django answers itself with, as problems."""

from django.http import HttpRequest, HttpResponse

from apps.config.exceptions import AddressNotFoundError, InternalError
from apps.config.problems import answer, answer_exception
from apps.iam.exceptions import CsrfFailedError


def refused(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400, handler403 and handler404: what Django or a middleware refuses."""
    return answer_exception(exception)


def not_here(_request: HttpRequest, *_: str) -> HttpResponse:
    """What a library would serve here and we do not."""
    return answer(AddressNotFoundError())


def server_error(_request: HttpRequest) -> HttpResponse:
    """handler500: the exception is in the log already."""
    return answer(InternalError())


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """CSRF_FAILURE_VIEW: a cookie without the proof that belongs to it."""
    return answer(CsrfFailedError())
