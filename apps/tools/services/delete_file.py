"""Delete a file's bytes, and the previews made of them; its record stays."""

from functools import partial

from django.db import transaction

from apps.tools.exceptions import FileInUseError
from apps.tools.models import StoredFile
from apps.tools.services.remove_bytes import remove_bytes
from common.types import ContextManagerFactory


def delete_file(*, file: StoredFile, _transaction_context: ContextManagerFactory | None = None) -> None:
    """Take the bytes away, for good; raises FileInUseError while an execution needs them."""
    with (_transaction_context or transaction.atomic)():
        going = StoredFile.objects.mark_deleting([file.pk])
        if StoredFile.objects.filter(pk=file.pk, state=StoredFile.State.READY).exists():
            raise FileInUseError(name=file.name)
        # Robust: it is gone for its owner even if the storage fails.
        transaction.on_commit(partial(remove_bytes, files=going), robust=True)
