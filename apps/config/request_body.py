"""A body that is counted as it is read, and that must be whole."""

import re
from io import RawIOBase
from wsgiref.types import InputStream

from django.core.exceptions import RequestDataTooBig
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

_BOUNDARY = re.compile(r'boundary="?([^";,]+)', re.IGNORECASE)


class CheckedBody(RawIOBase):
    """Django takes a form without its end for a whole one, and so half a file for a file; this does not."""

    def __init__(self, body: InputStream, *, declared: int | None, limit: int, content_type: str) -> None:
        self._body = body
        self._declared = declared
        self._limit = limit
        self._count = 0
        self._tail = b""
        boundary = _BOUNDARY.search(content_type) if content_type.startswith("multipart/") else None
        self._end = f"--{boundary[1].strip()}--".encode() if boundary else b""

    def readable(self) -> bool:
        """It is for reading only."""
        return True

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; raises what Django raises for bodies that are too large or broken off."""
        data = self._body.read(size)
        self._count += len(data)
        self._tail = (self._tail + data)[-len(self._end) - 64 :]
        if self._count > self._limit:
            raise RequestDataTooBig
        if not data and size and self._count < (self._declared or 0):
            raise UnreadablePostError("The sender stopped.")
        is_last = self._count == self._declared if self._declared is not None else not data and size
        if is_last and self._end not in self._tail:
            raise MultiPartParserError("The closing boundary is missing.")
        return data
