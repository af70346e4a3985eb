"""Find the file that a signed address opens."""

from uuid import UUID

from django.core.signing import BadSignature
from django.utils import timezone

from apps.tools.exceptions import LinkNotValidError
from apps.tools.models import StoredFile
from apps.tools.services.create_file_link import link_signer, link_text


def find_linked_file(*, file_id: UUID, signature: str) -> StoredFile:
    """The file; raises LinkNotValidError for a forged or late signature, and once the file is deleted."""
    try:
        signed = link_signer().unsign(link_text(file_id=file_id, expires=signature))
    except BadSignature as error:
        raise LinkNotValidError from error
    expires = int(signed.rpartition(":")[2])
    file = StoredFile.objects.ready().filter(pk=file_id).first()
    if file is None or expires <= timezone.now().timestamp():
        raise LinkNotValidError
    return file
