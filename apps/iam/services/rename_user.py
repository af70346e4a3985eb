"""Change how a user is called."""

from django.db import transaction

from apps.iam.models import User
from common.types import ContextManagerFactory


def rename_user(*, user: User, name: str, _transaction_context: ContextManagerFactory | None = None) -> User:
    """The user under the new name; the e-mail, which they sign in with, stays."""
    user.name = name
    with (_transaction_context or transaction.atomic)():
        user.save(update_fields=["name"])
    return user
