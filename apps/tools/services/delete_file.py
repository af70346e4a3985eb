"""Delete a file's bytes; its record stays."""

from functools import partial

from django.db import transaction

from apps.tools import storage
from apps.tools.exceptions import FileInUseError
from apps.tools.models import StoredFile
from common.types import ContextManagerFactory


def delete_file(*, file: StoredFile, _transaction_context: ContextManagerFactory | None = None) -> None:
    """Take the bytes away, for good; raises FileInUseError while an execution needs them."""
    with (_transaction_context or transaction.atomic)():
        # Locked first: an execution that takes the file as an input waits for this, or is seen by it.
        StoredFile.objects.select_for_update().get(pk=file.pk)
        if not StoredFile.objects.unused().filter(pk=file.pk).exists():
            raise FileInUseError(name=file.name)
        StoredFile.objects.filter(pk=file.pk).update(state=StoredFile.State.DELETED)
        # Robust: the file is gone for its owner even if the storage fails; its bytes are collected later.
        transaction.on_commit(partial(storage.remove, file.key), robust=True)
