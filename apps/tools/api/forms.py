"""Holds multipart requests to what their operation declares; Ninja passes unknown fields over in silence."""

from django.http import HttpRequest
from ninja import Schema

from common.exceptions import FieldProblem, InvalidRequestError


def refuse_unknown_fields(request: HttpRequest, *, form: type[Schema]) -> None:
    """Raise InvalidRequestError for text fields that the form does not have."""
    known = ", ".join(form.model_fields)
    problems = [
        FieldProblem(f"/{name}", f"There is no such field; there are: {known}.", "extra_forbidden")
        for name in request.POST
        if name not in form.model_fields
    ]
    if problems:
        summary = "The form has fields that this operation does not know."
        raise InvalidRequestError(summary=summary, errors=problems)
