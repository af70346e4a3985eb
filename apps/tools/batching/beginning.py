"""Writes a batch, and the executions of its files."""

from collections.abc import Sequence

from django.db.models.functions import Now

from apps.tools.catalogue import get_catalogue
from apps.tools.models import Batch, StoredFile, ToolExecution
from apps.tools.registry import Tool
from apps.tools.secret_options import split_secrets

EXPANDER = "archive-extract"
"""The tool that takes the files out of an archive."""
MAX_FILES = 1000
"""Of one batch."""

InRole = tuple[str, StoredFile]
"""A file and the role that it has for the tool."""


def begin_batch(
    batch: Batch, *, tool: Tool, inputs: Sequence[InRole], archive: InRole | None, output_name: str
) -> None:
    """Write the batch and queue its executions, and what opens the archive; the caller's transaction.

    The draft's secrets go to the executions; the batch keeps them only for those that are to come.
    """
    secrets = batch.secrets
    batch.total = batch.remaining = len(inputs)
    if archive is None:
        batch.secrets = ""
        batch.save(force_insert=True)
    else:
        role, file = archive
        parameters = {"role": role, "output_name": output_name}
        batch.expansion = _draft_expansion(batch, parameters=parameters)
        batch.save(force_insert=True)
        source = get_catalogue().get(EXPANDER).inputs[0].role
        ToolExecution.objects.enqueue(batch.expansion, inputs=[(source, file)])
    begin_executions(batch, tool=tool, inputs=inputs, output_name=output_name, secrets=secrets)


def begin_executions(
    batch: Batch, *, tool: Tool, inputs: Sequence[InRole], output_name: str, secrets: str
) -> None:
    """Queue one execution for each file; the caller holds the batch, and the transaction."""
    lifetime = batch.expires_at - batch.created_at
    drafts = [
        ToolExecution(
            owner_id=batch.owner_id,
            batch=batch,
            tool=tool.name,
            tool_version=tool.version,
            options=batch.options,
            secrets=secrets,
            secret_names=batch.secret_names,
            metadata=batch.metadata,
            output_name=output_name,
            request_id=batch.request_id,
            priority=ToolExecution.Priority.BATCH,
            expires_at=Now() + lifetime,
        )
        for _ in inputs
    ]
    ToolExecution.objects.enqueue_all(drafts, inputs=inputs)


def _draft_expansion(batch: Batch, *, parameters: dict[str, str]) -> ToolExecution:
    """What opens the archive, in no list; its metadata says how to go on then."""
    expander = get_catalogue().get(EXPANDER)
    options, _ = split_secrets(expander.options_type())
    return ToolExecution(
        owner_id=batch.owner_id,
        tool=expander.name,
        tool_version=expander.version,
        options=options,
        metadata=parameters,
        request_id=batch.request_id,
        unlisted=True,
        expires_at=batch.expires_at,
    )
