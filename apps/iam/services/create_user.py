"""Make an account."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from apps.iam.exceptions import EmailTakenError
from apps.iam.models import Role, User
from common.types import ContextManagerFactory


def create_user(
    *,
    email: str,
    password: str | None,
    name: str = "",
    role: Role | None = None,
    email_verified: bool = False,
    _transaction_context: ContextManagerFactory | None = None,
) -> User:
    """Make an account, the first one an administrator's; without a password it cannot sign in with one."""
    user = User(email=User.objects.normalize_email(email), name=name)
    user.set_password(password)
    try:
        with (_transaction_context or transaction.atomic)():
            is_first = User.objects.is_first()
            user.role = role or (Role.ADMINISTRATOR if is_first else Role.USER)
            user.save(force_insert=True)
            if email_verified:
                EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    except IntegrityError as error:
        raise EmailTakenError(email=user.email) from error
    return user
