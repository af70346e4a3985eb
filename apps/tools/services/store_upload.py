"""Keep a file that came in."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from uuid_utils.compat import uuid7

from apps.iam.models import User
from apps.tools import storage
from apps.tools.exceptions import FileTooLargeError, InputError
from apps.tools.filenames import display_name
from apps.tools.inputs import InputRefusedError, identify
from apps.tools.models import StoredFile

UNKNOWN_FORMAT = "bin"
UNKNOWN_MEDIA_TYPE = "application/octet-stream"


def store_upload(
    *,
    owner: User,
    name: str,
    path: Path,
    head: bytes,
    size: int,
    digest: str,
    expires_in: timedelta | None = None,
) -> StoredFile:
    """Move the file into storage and make its row; its type is what its bytes say, never its sender.

    Raises InputError, and then leaves neither.
    """
    shown = display_name(name)
    limit = settings.ENVIRONMENT.max_upload_size
    if size > limit:
        raise FileTooLargeError(reason=f"'{shown}' has {size} bytes; this server accepts at most {limit}.")
    try:
        known = identify(name=shown, head=head)
    except InputRefusedError as refusal:
        raise InputError.of(refusal) from refusal
    now = timezone.now()
    key = f"uploads/{now:%Y-%m-%d}/{uuid7()}"
    # The bytes first: a crash in between leaves an object without a row, never a row without its bytes.
    storage.keep(key, path)
    return StoredFile.objects.create(
        owner=owner,
        kind=StoredFile.Kind.UPLOAD,
        name=shown,
        format=known.id if known else UNKNOWN_FORMAT,
        media_type=known.media_type if known else UNKNOWN_MEDIA_TYPE,
        size=size,
        blake3=digest,
        key=key,
        expires_at=now + (expires_in or settings.FILE_RETENTION),
    )
