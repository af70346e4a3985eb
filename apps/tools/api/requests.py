"""From what a client sends to what a service is asked."""

from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from blake3 import blake3
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from pydantic import TypeAdapter, ValidationError

from apps.tools.filenames import display_name
from apps.tools.formats import SNIFF_SIZE
from apps.tools.schemas.executions import ExecutionIn, FileInputIn, InputIn, Metadata, RunForm, TextInputIn
from apps.tools.services.choose_lifetime import choose_lifetime
from apps.tools.services.offers import FileOffer, Offer, UploadOffer
from apps.tools.services.requests import ExecutionRequest
from apps.tools.uploads import HashedUpload, receiving, upload_path
from common.exceptions import FieldProblem, InvalidRequestError
from common.http import check_text, parse_json
from common.logging import log_context
from common.validation import field_problems

IDEMPOTENCY_KEY_MAX = 200
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A name of your own: the same request again is the same execution, for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": IDEMPOTENCY_KEY_MAX},
}
"""The header in the OpenAPI document."""
SOURCE_PARTS = {"file", "files", "files[]"}
"""Names of a multipart's file parts that stand for the role `source`; every other name is a role itself."""

_metadata: TypeAdapter[dict[str, str]] = TypeAdapter(Metadata)


def read_execution(
    request: HttpRequest, *, tool: str, payload: ExecutionIn, files: ExitStack
) -> ExecutionRequest:
    """A JSON request; small files in it are written to the disk until `files` is closed."""
    return ExecutionRequest(
        tool=tool,
        offers=[_offer(item, position, files) for position, item in enumerate(payload.inputs)],
        options=payload.options,
        output_name=payload.output_name,
        metadata=payload.metadata,
        expires_in=choose_lifetime(expires_in=payload.expires_in),
        idempotency_key=_idempotency_key(request),
        request_id=log_context().get("request_id", ""),
    )


def read_run(request: HttpRequest, *, tool: str, form: RunForm) -> ExecutionRequest:
    """A multipart request: its files, and JSON in text fields."""
    return ExecutionRequest(
        tool=tool,
        offers=list(_uploads(request.FILES)),
        options=_json_object(form.options, "options"),
        output_name=form.output_name,
        metadata=_read_metadata(form.metadata),
        expires_in=choose_lifetime(expires_in=form.expires_in),
        idempotency_key=_idempotency_key(request),
        request_id=log_context().get("request_id", ""),
    )


def _uploads(parts: MultiValueDict[str, Any]) -> Iterator[UploadOffer]:
    for part, uploads in parts.lists():
        role = "source" if part in SOURCE_PARTS else part
        for upload in uploads:
            yield _uploaded(upload, role)


def _uploaded(upload: HashedUpload, role: str) -> UploadOffer:
    return UploadOffer(
        role=role,
        name=upload.name or "",
        path=upload.path,
        head=upload.head,
        size=upload.size or 0,
        digest=upload.digest,
    )


def _offer(item: InputIn, position: int, files: ExitStack) -> Offer:
    if isinstance(item, UUID):
        return FileOffer(role="source", file_id=item)
    if isinstance(item, FileInputIn):
        return FileOffer(role=item.role, file_id=item.file_id)
    content = item.text.encode() if isinstance(item, TextInputIn) else _decode(item.base64, position)
    # No open file for each: a batch has more of them than a process may have.
    with receiving(item.name):
        path = upload_path()
        files.callback(path.unlink, missing_ok=True)
        path.write_bytes(content)
    return UploadOffer(
        role=item.role,
        name=display_name(item.name),
        path=path,
        head=content[:SNIFF_SIZE],
        size=len(content),
        digest=blake3(content).hexdigest(),
    )


def _decode(text: str, position: int) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError as error:  # what is not ASCII is none of its own errors
        problem = FieldProblem(f"/inputs/{position}/base64", f"This is not Base64: {error}.", "base64")
        raise InvalidRequestError(summary="An input is not valid Base64.", errors=[problem]) from error


def _json_object(text: str, field: str) -> dict[str, Any]:
    value = parse_json(text)
    if not isinstance(value, dict):
        problem = FieldProblem(f"/{field}", "This must be a JSON object.", "dict_type")
        raise InvalidRequestError(summary=f"The field '{field}' must be a JSON object.", errors=[problem])
    return value


def _read_metadata(text: str) -> dict[str, str]:
    document = _json_object(text, "metadata")
    try:
        return _metadata.validate_python(document)
    except ValidationError as error:
        problems: Iterable[FieldProblem] = field_problems(error, prefix="/metadata", document=document)
        raise InvalidRequestError(summary="The metadata is not valid.", errors=list(problems)) from error


def _idempotency_key(request: HttpRequest) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    check_text(key)
    if not 1 <= len(key) <= IDEMPOTENCY_KEY_MAX:
        problem = FieldProblem("/Idempotency-Key", f"1 to {IDEMPOTENCY_KEY_MAX} characters.", "length")
        raise InvalidRequestError(summary="The Idempotency-Key is too long or empty.", errors=[problem])
    return key
