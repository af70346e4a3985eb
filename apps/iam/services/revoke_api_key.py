"""End an API key."""

from django.db import transaction

from apps.iam.models import ApiKey
from common.types import ContextManagerFactory


def revoke_api_key(*, key: ApiKey, _transaction_context: ContextManagerFactory | None = None) -> ApiKey:
    """The key, which opens nothing from now on; to revoke it twice changes nothing."""
    with (_transaction_context or transaction.atomic)():
        ApiKey.objects.filter(pk=key.pk).revoke()
    key.refresh_from_db(fields=["revoked_at"])
    return key
