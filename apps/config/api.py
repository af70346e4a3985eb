"""The API: its routers, and what it answers when something is refused."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.operation import Operation

from apps.config.parameters import located_errors, request_problems
from apps.config.problems import answer, answer_exception
from apps.config.rendering import JsonRenderer
from apps.iam.api import api_keys, me
from apps.meta.api import health, meta
from apps.tools.api import (
    archives,
    batches,
    convert,
    events,
    executions,
    files,
    formats,
    runs,
    tools,
    webhooks,
)
from common.exceptions import FieldProblem, InvalidRequestError
from common.http import StrictParser


class Api(NinjaAPI):
    """Ninja with one error shape, exact error places and plain operation ids."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the router function."""
        return operation.view_func.__name__

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """The errors, placed in what the client sent."""
        return located_errors(error_contexts)

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Every exception becomes a problem."""
        match exc:
            case ValidationError():
                return _refuse(request_problems(exc, request=request))
            case _:
                return answer_exception(exc)


def _refuse(problems: list[FieldProblem]) -> HttpResponse:
    summary = "; ".join(f"{item.pointer or 'The body'}: {item.msg}" for item in problems[:5])
    return answer(InvalidRequestError(summary=summary, errors=problems))


api = Api(
    title="MagicToolbox",
    version=settings.VERSION,
    description="File tools behind one typed API.",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
    renderer=JsonRenderer(),
)
api.add_router("", health.router)
api.add_router("/api/v1/me", me.router)
api.add_router("/api/v1/api-keys", api_keys.router)
api.add_router("/api/v1/meta", meta.router)
api.add_router("/api/v1", formats.router)
api.add_router("/api/v1", convert.router)
api.add_router("/api/v1", batches.router)
api.add_router("/api/v1", archives.router)
api.add_router("/api/v1", events.router)
api.add_router("/api/v1/tools", tools.router)
api.add_router("/api/v1/tools", runs.router)
api.add_router("/api/v1/executions", executions.router)
api.add_router("/api/v1/files", files.router)
api.add_router("/api/v1/webhooks", webhooks.router)
