"""This file → that format, whatever tool does it."""

from contextlib import ExitStack
from dataclasses import replace
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase
from ninja import Query, Router, Schema
from pydantic import ValidationError

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.scopes import Scope
from apps.tools.api.contents import Output, answer_run
from apps.tools.api.forms import refuse_unknown_fields
from apps.tools.api.requests import read_execution, read_run
from apps.tools.api.runs import HEADERS, REFUSALS
from apps.tools.schemas.executions import ConvertForm, ConvertIn, ExecutionOut
from apps.tools.services.choose_conversion import choose_conversion
from apps.tools.services.create_execution import create_execution
from apps.tools.services.requests import ExecutionRequest
from common.exceptions import InvalidRequestError
from common.http import StrictParser
from common.validation import field_problems

router = Router(tags=["executions"])

FORM = "multipart/form-data"
SchemaT = TypeVar("SchemaT", bound=Schema)


@router.post(
    "/convert",
    auth=requires(Scope.TOOLS_RUN),
    response={200: None, 201: ExecutionOut, 202: ExecutionOut, **REFUSALS},
    openapi_extra=HEADERS,
)
def convert_file(request: AuthenticatedRequest, output: Query[Output] = None) -> HttpResponseBase:
    """Turn a file into another format by the best proven conversion, told in JSON or sent with its file.

    When there is none, the answer names the formats that can be reached.
    """
    with ExitStack() as files:
        asked, target = _read(request, files)
        conversion = choose_conversion(owner=request.user, offers=asked.offers, target=target)
        options = {**asked.options, **conversion.options}
        chosen = replace(asked, tool=conversion.tool.name, options=options)
        created = create_execution(owner=request.user, request=chosen)
    return answer_run(created, output=output, request=request)


def _read(request: HttpRequest, files: ExitStack) -> tuple[ExecutionRequest, str]:
    """What was asked for, and the target; Ninja cannot read one operation's body in two ways."""
    if request.content_type == FORM:
        refuse_unknown_fields(request, form=ConvertForm)
        form = _valid(ConvertForm, StrictParser().parse_querydict(request.POST, [], request))
        return read_run(request, tool="", form=form), form.to
    payload = _valid(ConvertIn, StrictParser().parse_body(request))
    return read_execution(request, tool="", payload=payload, files=files), payload.to


def _valid(schema: type[SchemaT], document: dict[str, Any]) -> SchemaT:
    try:
        return schema.model_validate(document)
    except ValidationError as error:
        problems = field_problems(error, prefix="", document=document)
        summary = "; ".join(f"{item.pointer or 'The body'}: {item.msg}" for item in problems)
        raise InvalidRequestError(summary=summary, errors=problems) from error
