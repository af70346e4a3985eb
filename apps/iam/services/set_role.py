"""Change what a user may see."""

from django.db import transaction

from apps.iam.models import Role, User
from common.types import ContextManagerFactory


def set_role(*, user: User, role: Role, _transaction_context: ContextManagerFactory | None = None) -> User:
    """The user in the new role, from the next request on."""
    user.role = role
    with (_transaction_context or transaction.atomic)():
        user.save(update_fields=["role"])
    return user
