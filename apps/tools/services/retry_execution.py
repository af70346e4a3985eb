"""Start an ended execution again."""

from apps.iam.models import User
from apps.tools.exceptions import ExecutionNotEndedError, InputGoneError
from apps.tools.models import ToolExecution
from apps.tools.services.create_execution import create_execution
from apps.tools.services.requests import ExecutionRequest, FileOffer
from common.types import ContextManagerFactory


def retry_execution(
    *,
    execution: ToolExecution,
    actor: User,
    request_id: str = "",
    _transaction_context: ContextManagerFactory | None = None,
) -> ToolExecution:
    """A new execution with the same tool, options and inputs; raises InputGoneError when one is not kept."""
    if execution.status not in ToolExecution.TERMINAL:
        raise ExecutionNotEndedError(status=execution.status, remedy="Wait for its end, or cancel it.")
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
    created = create_execution(
        owner=actor, request=request, retry_of=execution, _transaction_context=_transaction_context
    )
    return created.execution
