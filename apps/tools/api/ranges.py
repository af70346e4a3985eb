"""Which bytes of a file a request asks for (RFC 9110 §14)."""

import re
from datetime import datetime

from django.http import HttpRequest
from django.utils.http import http_date

from apps.tools.exceptions import RangeNotSatisfiableError

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE)


def requested_range(
    request: HttpRequest, *, etag: str, modified_at: datetime, size: int
) -> tuple[int, int] | None:
    """The first and the last byte, or None for all of them: then the range is absent, outdated or not one.

    Raises RangeNotSatisfiableError when it lies beyond the end.
    """
    asked = request.headers.get("Range", "") if request.method == "GET" else ""
    found = _ONE_RANGE.fullmatch(asked)
    condition = request.headers.get("If-Range")
    if found is None or condition not in {None, etag, http_date(modified_at.timestamp())}:
        return None
    first, last = found[1], found[2]
    if not (first or last) or (first and last and int(first) > int(last)):
        return None
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        raise RangeNotSatisfiableError(size=size, range=asked, headers={"Content-Range": f"bytes */{size}"})
    return start, end
