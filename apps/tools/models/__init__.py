"""The tables of the tools: files, executions with their inputs and events, workers."""

from apps.tools.models.events import ExecutionEvent
from apps.tools.models.executions import ExecutionInput, ToolExecution
from apps.tools.models.files import StoredFile
from apps.tools.models.workers import WorkerNode

__all__ = ["ExecutionEvent", "ExecutionInput", "StoredFile", "ToolExecution", "WorkerNode"]
