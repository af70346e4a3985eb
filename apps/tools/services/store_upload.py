"""Keep a file that came in."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from loguru import logger
from uuid_utils.compat import uuid7

from apps.iam.models import User
from apps.tools import storage
from apps.tools.exceptions import FileTooLargeError, InputError, StorageUnavailableError
from apps.tools.filenames import display_name
from apps.tools.formats import BINARY
from apps.tools.inputs import InputRefusedError, identify
from apps.tools.models import StoredFile


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

    Raises InputError or StorageUnavailableError, and then leaves neither.
    """
    shown = display_name(name)
    limit = settings.ENVIRONMENT.max_upload_size
    if size > limit:
        raise FileTooLargeError(reason=f"'{shown}' has {size} bytes; this server accepts at most {limit}.")
    try:
        kind = identify(name=shown, head=head) or BINARY
    except InputRefusedError as refusal:
        raise InputError.of(refusal) from refusal
    now = timezone.now()
    key = f"uploads/{now:%Y-%m-%d}/{uuid7()}"
    # The bytes first: a crash in between leaves an object without a row, never a row without its bytes.
    try:
        storage.keep(key, path)
    except Exception as error:  # every storage fails in its own way
        logger.exception("A file could not be stored")
        raise StorageUnavailableError(name=shown, headers={"Retry-After": "30"}) from error
    return StoredFile.objects.create(
        owner=owner,
        kind=StoredFile.Kind.UPLOAD,
        name=shown,
        format=kind.id,
        media_type=kind.media_type,
        size=size,
        blake3=digest,
        key=key,
        expires_at=now + (expires_in or settings.FILE_RETENTION),
    )
