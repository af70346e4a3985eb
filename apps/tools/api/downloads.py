"""Answers a request with the bytes of a file: whole, in part, or not at all when the client has them."""

import re
from base64 import b64encode
from hashlib import sha256
from itertools import chain

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header, http_date, parse_etags

from apps.tools.api.ranges import requested_range
from apps.tools.exceptions import FileExpiredError
from apps.tools.models import StoredFile
from apps.tools.services.open_file import open_file
from apps.tools.zip_stream import ZipStream

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
"""Whatever the file holds, a browser must neither run it nor show it within our origin."""


def file_response(file: StoredFile, *, request: HttpRequest) -> HttpResponseBase:
    """200, 206 or 304, streamed; raises FileExpiredError or RangeNotSatisfiableError."""
    if not file.is_available:
        raise FileExpiredError(name=file.name)
    etag = f'"{file.blake3}"'
    headers = SAFE_HEADERS | {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Last-Modified": http_date(file.created_at.timestamp()),
    }
    if _is_known(request, etag):
        return HttpResponseNotModified(headers=headers)
    if _wants_sha256(request):
        headers["Repr-Digest"] = f"sha-256=:{_sha256(file)}:"
    headers["Content-Type"] = file.media_type
    headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or ""
    if request.META["REQUEST_METHOD"] == "HEAD":  # `request.method` is GET then, so that routes match
        return HttpResponse(headers=headers | {"Content-Length": str(file.size)})
    part = requested_range(request, etag=etag, modified_at=file.created_at, size=file.size)
    start, end = part or (0, file.size - 1)
    headers["Content-Length"] = str(end - start + 1)
    if part:
        headers["Content-Range"] = f"bytes {start}-{end}/{file.size}"
    chunks = open_file(file=file, start=start, length=end - start + 1)
    return StreamingHttpResponse(chunks, status=206 if part else 200, headers=headers)


def zip_response(archive: ZipStream, *, name: str) -> StreamingHttpResponse:
    """An archive that is made while it is sent; its length goes before, so one that breaks off is noticed.

    The first piece is fetched here: what is wrong with the first file is still answered as a problem.
    """
    headers = SAFE_HEADERS | {
        "Content-Type": "application/zip",
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "Content-Length": str(archive.length),
    }
    pieces = iter(archive)
    return StreamingHttpResponse(chain([next(pieces)], pieces), headers=headers)


def _is_known(request: HttpRequest, etag: str) -> bool:
    if request.method != "GET":
        return False
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or etag in (tag.removeprefix("W/") for tag in known)


def _wants_sha256(request: HttpRequest) -> bool:
    wanted = re.search(r"(?:^|,)\s*sha-256\s*=\s*(\d+)", request.headers.get("Want-Repr-Digest", ""))
    return wanted is not None and int(wanted[1]) > 0


def _sha256(file: StoredFile) -> str:
    digest = sha256()
    for chunk in open_file(file=file):
        digest.update(chunk)
    return b64encode(digest.digest()).decode()
