"""Lock a user out."""

from allauth.usersessions.models import UserSession
from django.db import transaction

from apps.iam.models import ApiKey, User
from common.types import ContextManagerFactory


def deactivate_user(*, user: User, _transaction_context: ContextManagerFactory | None = None) -> User:
    """The user, who cannot enter any more: sessions and API keys have ended, files and history stay."""
    user.is_active = False
    with (_transaction_context or transaction.atomic)():
        user.save(update_fields=["is_active"])
        ApiKey.objects.visible_to(user).revoke()
        for session in UserSession.objects.filter(user=user):
            session.end()
    return user
