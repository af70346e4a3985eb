"""Every query on the tables of the tools."""

from apps.tools.managers.files import StoredFileManager
from apps.tools.managers.transitions import ToolExecutionManager
from apps.tools.managers.workers import WorkerNodeManager

__all__ = ["StoredFileManager", "ToolExecutionManager", "WorkerNodeManager"]
