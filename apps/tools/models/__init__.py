"""The tables of the tools: files, executions with inputs and events, batches, workers, webhooks."""

from apps.tools.models.batches import Batch
from apps.tools.models.events import ExecutionEvent
from apps.tools.models.executions import ExecutionInput, ToolExecution
from apps.tools.models.files import StoredFile
from apps.tools.models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from apps.tools.models.workers import WorkerNode

__all__ = [
    "Batch",
    "ExecutionEvent",
    "ExecutionInput",
    "StoredFile",
    "ToolExecution",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WorkerNode",
]
