"""Every query on the tables of the tools."""

from apps.tools.managers.batches import BatchManager
from apps.tools.managers.events import ExecutionEventManager
from apps.tools.managers.executions import ExecutionInputManager
from apps.tools.managers.files import StoredFileManager
from apps.tools.managers.sending import WebhookDeliveryManager
from apps.tools.managers.transitions import ToolExecutionManager
from apps.tools.managers.webhooks import WebhookEndpointManager
from apps.tools.managers.workers import WorkerNodeManager

__all__ = [
    "BatchManager",
    "ExecutionEventManager",
    "ExecutionInputManager",
    "StoredFileManager",
    "ToolExecutionManager",
    "WebhookDeliveryManager",
    "WebhookEndpointManager",
    "WorkerNodeManager",
]
