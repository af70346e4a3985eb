"""Put the bytes of a file that came in where they are kept."""

from datetime import timedelta

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
from apps.tools.services.offers import UploadOffer


def place_upload(*, owner: User, offer: UploadOffer, expires_in: timedelta | None = None) -> StoredFile:
    """Move the file into storage; its row, not written yet, says what its bytes say, never its sender.

    Raises InputError or StorageUnavailableError, and then leaves nothing.
    """
    shown = display_name(offer.name)
    limit = settings.ENVIRONMENT.max_upload_size
    if offer.size > limit:
        raise FileTooLargeError(
            reason=f"'{shown}' has {offer.size} bytes; this server accepts at most {limit}."
        )
    try:
        kind = identify(name=shown, head=offer.head) or BINARY
    except InputRefusedError as refusal:
        raise InputError.of(refusal) from refusal
    now = timezone.now()
    key = f"uploads/{now:%Y-%m-%d}/{uuid7()}"
    # The bytes first: a crash in between leaves an object without a row, never a row without its bytes.
    try:
        storage.keep(key, offer.path)
    except Exception as error:  # every storage fails in its own way
        logger.exception("A file could not be stored")
        raise StorageUnavailableError(name=shown, headers={"Retry-After": "30"}) from error
    return StoredFile(
        owner=owner,
        kind=StoredFile.Kind.UPLOAD,
        name=shown,
        format=kind.id,
        media_type=kind.media_type,
        size=offer.size,
        blake3=offer.digest,
        key=key,
        expires_at=now + (expires_in or settings.FILE_RETENTION),
    )
