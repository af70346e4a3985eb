"""What every operation of ours declares beyond what Ninja knows: credentials, scopes and problems."""

from http import HTTPStatus

from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from apps.iam.authentication import SECURITY_SCHEMES, Requirement
from common.http import PROBLEM_JSON
from common.types import JsonObject

_PROBLEM = {"$ref": "#/components/schemas/ProblemOut"}
_ANY_TIME = (429, 500, 503)
_LATER = (429, 503)
_WHEN: JsonObject = {
    "Retry-After": {"description": "Seconds until it is worth another try.", "schema": {"type": "integer"}}
}
_WITH_CREDENTIALS = (401, 403)
_WITH_BODY = (400, 413, 415, 422)
_WITH_PARAMETERS = (400, 422)


class OperationsDocument(OpenAPISchema):
    """Ninja's document with the answers that every operation may give, and who may call it."""

    def operation_details(self, operation: Operation) -> JsonObject:
        """One operation, with its scope."""
        details: JsonObject = super().operation_details(operation)
        if requirement := _requirement(operation):
            if requirement.scope:
                details["x-required-scope"] = str(requirement.scope)
            details["security"] = [
                {name: []} for name in SECURITY_SCHEMES if requirement.scope or name != "api_key"
            ]
            if len(operation.auth_callbacks) > 1:
                details["security"].append({})
        return details

    def responses(self, operation: Operation) -> dict[int, JsonObject]:
        """Its answers; problems are references to one description for each status."""
        answers = super().responses(operation)
        for status in _usual_problems(operation):
            answers.setdefault(status, {"content": {"application/json": {"schema": _PROBLEM}}})
        return {status: _shared(int(status), answer) for status, answer in sorted(answers.items())}


def problem_responses() -> JsonObject:
    """The description of the problems of each status."""
    return {
        _name(status): {
            "description": status.phrase,
            "content": {PROBLEM_JSON: {"schema": _PROBLEM}},
            **({"headers": _WHEN} if status in _LATER else {}),
        }
        for status in HTTPStatus
        if status >= HTTPStatus.BAD_REQUEST
    }


def _requirement(operation: Operation) -> Requirement | None:
    return next((auth for auth in operation.auth_callbacks if isinstance(auth, Requirement)), None)


def _usual_problems(operation: Operation) -> set[int]:
    sources = {model.__ninja_param_source__ for model in operation.models}
    return {
        *_ANY_TIME,
        *(_WITH_CREDENTIALS if _requirement(operation) else ()),
        *(_WITH_BODY if sources & {"body", "form", "file"} else ()),
        *(_WITH_PARAMETERS if sources else ()),
    }


def _shared(status: int, answer: JsonObject) -> JsonObject:
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    return {"$ref": f"#/components/responses/{_name(HTTPStatus(status))}"} if schema == _PROBLEM else answer


def _name(status: HTTPStatus) -> str:
    return "".join(word.capitalize() for word in status.name.split("_"))
