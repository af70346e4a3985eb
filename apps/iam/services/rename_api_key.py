"""Give an API key another name."""

from django.db import transaction

from apps.iam.models import ApiKey
from common.types import ContextManagerFactory


def rename_api_key(
    *, key: ApiKey, name: str, _transaction_context: ContextManagerFactory | None = None
) -> ApiKey:
    """The key under its new name; what it can do stays."""
    key.name = name
    with (_transaction_context or transaction.atomic)():
        key.save(update_fields=["name"])
    return key
