"""The outputs of several executions as one ZIP, with a manifest, made while it is sent."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

from apps.tools.filenames import split_extension
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.services.open_file import open_file
from apps.tools.zip_stream import ZipStream
from common.types import JsonObject

MANIFEST = "manifest.json"


def zip_executions(
    executions: Iterable[ToolExecution], *, about: JsonObject, always_in_folders: bool
) -> ZipStream:
    """The archive to send; an execution with several outputs has a folder, others only if asked for.

    The manifest tells of every execution, ended or not, and of outputs that are gone.
    """
    archive = ZipStream()
    manifest = archive.free_name(MANIFEST)
    told = [_plan(archive, execution, in_folder=always_in_folders) for execution in executions]
    now = datetime.now(UTC)
    document = {**about, "created_at": now.isoformat(), "executions": told}
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    archive.plan(manifest, lambda: [content], size=len(content), at=now)
    return archive


def _plan(archive: ZipStream, execution: ToolExecution, *, in_folder: bool) -> JsonObject:
    names = [link.file.name for link in execution.input_links.all()]
    outputs = sorted(execution.outputs.all(), key=lambda file: file.position)
    folder = ""
    if outputs and (in_folder or len(outputs) > 1):
        folder = archive.free_name(split_extension(names[0])[0] if names else execution.tool)
    failed = {"code": execution.error_code, "detail": execution.error_detail}
    return {
        "id": str(execution.pk),
        "tool": execution.tool,
        "status": execution.status,
        "inputs": names,
        "error": failed if execution.error_code else None,
        "outputs": [_plan_output(archive, output, folder=folder) for output in outputs],
    }


def _plan_output(archive: ZipStream, output: StoredFile, *, folder: str) -> JsonObject:
    """What is told of an output; `path` is where it is in the archive, null when its bytes are gone."""
    path = None
    if output.is_available:
        path = archive.free_name(output.name, folder=folder)
        archive.plan(path, partial(open_file, file=output), size=output.size, at=output.created_at)
    return {
        "name": output.name,
        "path": path,
        "state": "included" if path else "gone",
        "size": output.size,
        "blake3": output.blake3,
    }
