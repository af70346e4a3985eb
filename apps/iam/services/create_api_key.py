"""Make an API key."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from apps.iam.key_text import KeyText
from apps.iam.models import ApiKey, User
from apps.iam.scopes import Scope
from common.exceptions import FieldProblem, InvalidRequestError
from common.types import ContextManagerFactory


def create_api_key(
    *,
    owner: User,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime | None = None,
    _transaction_context: ContextManagerFactory | None = None,
) -> tuple[ApiKey, str]:
    """The key, and its text, which nobody can read again."""
    if expires_at is not None and expires_at <= timezone.now():
        problem = FieldProblem("/expires_at", "This time is past.", "past")
        raise InvalidRequestError(summary="An API key must expire in the future.", errors=[problem])
    text = KeyText.generate()
    with (_transaction_context or transaction.atomic)():
        key = ApiKey.objects.create(
            owner=owner,
            name=name,
            prefix=text.prefix,
            secret_digest=text.digest,
            scopes=sorted(set(scopes)),
            expires_at=expires_at,
        )
    return key, str(text)
