"""Every query on the tables of the tools."""

from apps.tools.managers.executions import ExecutionInputManager
from apps.tools.managers.files import StoredFileManager
from apps.tools.managers.transitions import ToolExecutionManager
from apps.tools.managers.workers import WorkerNodeManager

__all__ = ["ExecutionInputManager", "StoredFileManager", "ToolExecutionManager", "WorkerNodeManager"]
