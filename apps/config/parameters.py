"""What the client sent, and where in it a refused value stands."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.params.models import ParamModel

from common.exceptions import FieldProblem
from common.http import MalformedRequestError, parse_json
from common.validation import MOST_TOLD, field_problem, mistakes

Location = tuple[str | int, ...]


def located_errors(contexts: list[ValidationErrorContext[Any]]) -> ValidationError:
    """What Ninja's models refused; each place begins with its source and names nothing of ours."""
    return ValidationError(
        [
            {**details, "loc": (context.model.__ninja_param_source__, *_sent(context.model, details["loc"]))}
            for context in contexts
            for details in mistakes(context.pydantic_validation_error)
        ]
    )


def _sent(model: type[ParamModel], location: Location) -> Location:
    """The location without the names of the router function's parameters."""
    if getattr(model, "__read_from_single_attr__", None):
        return location[1:]
    names: Mapping[Location, Location] = getattr(model, "__ninja_flatten_map_reverse__", {})
    for end in range(len(location), 0, -1):
        if known := names.get(location[:end]):
            return (*known, *location[end:])
    return location


def request_problems(error: ValidationError, *, request: HttpRequest) -> list[FieldProblem]:
    """The first hundred refused values as pointers into the body, the query, the path or the headers."""
    told = error.errors[:MOST_TOLD]
    sent = {source: sent_document(request, source=source) for source in {it["loc"][0] for it in told}}
    return [field_problem(it, location=it["loc"][1:], prefix="", document=sent[it["loc"][0]]) for it in told]


def sent_document(request: HttpRequest, *, source: str) -> Any:
    """All that the client sent in one place, read again as it was."""
    if source == "body":
        return _sent_body(request)
    places: dict[str, Any] = {
        "query": request.GET,
        "form": request.POST,
        "file": request.FILES,
        "path": request.resolver_match and request.resolver_match.kwargs,
        "header": request.headers,
        "cookie": request.COOKIES,
    }
    place = places[source]
    return dict(place.lists()) if isinstance(place, MultiValueDict) else place


def _sent_body(request: HttpRequest) -> Any:
    if request.content_type == "multipart/form-data":
        return {name: _json_or_text(str(text)) for name, text in request.POST.items()}
    return parse_json(request.body) if request.body else None


def _json_or_text(text: str) -> Any:
    try:
        return parse_json(text)
    except MalformedRequestError:
        return text
