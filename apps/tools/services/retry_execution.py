"""Start an ended execution again."""

from apps.iam.models import User
from apps.tools.exceptions import (
    ExecutionNotEndedError,
    FileExpiredError,
    InputGoneError,
    SecretGoneError,
)
from apps.tools.models import ToolExecution
from apps.tools.services.create_execution import create_execution
from apps.tools.services.offers import FileOffer
from apps.tools.services.requests import ExecutionRequest
from common.types import ContextManagerFactory


def retry_execution(
    *,
    execution: ToolExecution,
    actor: User,
    request_id: str = "",
    _transaction_context: ContextManagerFactory | None = None,
) -> ToolExecution:
    """A new execution with the same tool, options and inputs; raises InputGoneError when one is not kept.

    Raises SecretGoneError when it was given a password, which is not kept either.
    """
    if execution.status not in ToolExecution.TERMINAL:
        raise ExecutionNotEndedError(status=execution.status, remedy="Wait for its end, or cancel it.")
    if execution.secret_names:
        raise SecretGoneError(names=", ".join(execution.secret_names))
    links = list(execution.input_links.all())
    for link in links:
        if not link.file.is_available:
            raise InputGoneError(name=link.file.name)
    request = ExecutionRequest(
        tool=execution.tool,
        offers=[FileOffer(role=link.role, file_id=link.file_id) for link in links],
        options=execution.options,
        output_name=execution.output_name,
        metadata=execution.metadata,
        request_id=request_id,
    )
    try:
        created = create_execution(
            owner=actor, request=request, retry_of=execution, _transaction_context=_transaction_context
        )
    except FileExpiredError as error:
        raise InputGoneError(**error.context) from error
    return created.execution
