"""Receives bodies: counted while they come, whole before anyone reads them, and no thread waits for them."""

import asyncio
import re
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Self

from asgiref.typing import ASGIReceiveCallable, HTTPScope
from django.conf import settings
from loguru import logger

from apps.config.exceptions import RequestTooLargeError, UploadTimeoutError
from apps.tools.exceptions import StorageUnavailableError
from apps.tools.uploads import upload_folder
from common.exceptions import ApplicationError
from common.http import MalformedRequestError

FORM_OVERHEAD = 2**20
"""What the fields and boundaries of a form may add to its file."""
IN_MEMORY = 64 * 2**10
WRITE_SIZE = 256 * 2**10
"""Bytes of a body that are kept in memory at most, before they are written together."""
SILENCE = 30.0
"""Seconds without a byte after which a sender counts as gone, and seconds before `SLOWEST` counts."""
SLOWEST = 1024
"""Bytes a second, on the whole: who sends fewer only wants to hold the connection."""

_UPLOADS = re.compile(r"/api/v1/(files|convert|tools/[^/]+/(run|batches))/*")
_BOUNDARY = re.compile(rb'boundary="?([^";,]+)', re.IGNORECASE)


class Body:
    """What came, or why no more of it was taken; closed, it is gone from the disk."""

    def __init__(self) -> None:
        self.file: IO[bytes] = BytesIO()
        self.size = 0
        self.refusal: ApplicationError | None = None

    def expect(self) -> None:
        """Something will come; most requests have no body, and need no place for one."""
        self.file = SpooledTemporaryFile(IN_MEMORY, dir=str(upload_folder()))  # noqa: SIM115 - closed by `with`

    def refuse(self, error: ApplicationError) -> None:
        """Nothing of it counts."""
        self.refusal, self.size = error, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


def most_bytes(path: str) -> int:
    """The largest body that this address takes."""
    if _UPLOADS.fullmatch(path):
        return int(settings.ENVIRONMENT.max_upload_size) + FORM_OVERHEAD
    return int(settings.JSON_BODY_MAX)


async def receive_body(scope: HTTPScope, receive: ASGIReceiveCallable) -> Body:
    """The whole body; a declared length that is too large is refused before a byte of it is read."""
    headers, body, limit = dict(scope["headers"]), Body(), most_bytes(scope["path"])
    declared = headers.get(b"content-length", b"")
    if declared and not declared.isdigit():
        body.refuse(MalformedRequestError(reason="The Content-Length is not a number."))
    elif declared and int(declared) > limit:
        body.refuse(RequestTooLargeError())
    elif declared or b"transfer-encoding" in headers:
        body.expect()
        try:
            await _receive(body, receive, limit=limit, end=_form_end(headers.get(b"content-type", b"")))
        except BaseException:
            body.file.close()
            raise
    return body


async def _receive(body: Body, receive: ASGIReceiveCallable, *, limit: int, end: bytes) -> None:
    waiting, tail, more = bytearray(), b"", True
    clock = asyncio.get_running_loop().time
    began = clock()
    while more:
        try:
            async with asyncio.timeout_at(SILENCE + min(clock(), began + body.size / SLOWEST)):
                message = await receive()
        except TimeoutError:
            return body.refuse(UploadTimeoutError(seconds=int(SILENCE), rate=SLOWEST))
        if message["type"] != "http.request":
            # Whether the sender has gone or has sent what is no chunk: who is still there gets an answer.
            return body.refuse(MalformedRequestError(reason="The body ended before it was whole."))
        waiting += message["body"]
        body.size += len(message["body"])
        more = message["more_body"]
        if body.size > limit:
            return body.refuse(RequestTooLargeError())
        if len(waiting) >= WRITE_SIZE or not more:
            tail = bytes((tail + waiting)[-len(end) - 64 :])
            if not await _write(body, bytes(waiting)):
                return None
            waiting.clear()
    if end not in tail:
        # Django takes a form without its end for a whole one, and so half a file for a file.
        body.refuse(MalformedRequestError(reason="The multipart body ends before its closing boundary."))
    body.file.seek(0)
    return None


async def _write(body: Body, data: bytes) -> bool:
    try:
        if body.size <= IN_MEMORY:
            body.file.write(data)
        else:
            await asyncio.to_thread(body.file.write, data)
    except OSError as error:
        logger.error("A body could not be written: {}", error.strerror)
        body.refuse(StorageUnavailableError(name="The request", headers={"Retry-After": "30"}))
        return False
    return True


def _form_end(content_type: bytes) -> bytes:
    boundary = _BOUNDARY.search(content_type) if content_type.startswith(b"multipart/") else None
    return b"--" + boundary[1].strip() + b"--" if boundary else b""
