"""Every query on users and their API keys."""

from contextlib import suppress
from datetime import timedelta
from secrets import compare_digest
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.contrib.auth.models import BaseUserManager
from django.db import DatabaseError, connections, models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from apps.iam.key_text import KeyText
from common.exceptions import NotFoundError

if TYPE_CHECKING:
    from apps.iam.models import ApiKey, User

LOCAL_OWNER = "owner@local"
"""Whose requests they are where AUTH_MODE is none; no valid e-mail, so that nobody can sign up with it."""

_LAST_USE_PRECISION = timedelta(seconds=60)


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail, whatever its case."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """The e-mail as it is stored and looked up."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user who signs in with this e-mail."""
        return self.get(email=self.normalize_email(username))

    def is_first(self) -> bool:
        """Whether nobody has an account; if so, nobody else can make one until the transaction ends."""
        connection = connections[self.db]
        if self._has_people():
            return False
        if connection.vendor == "postgresql":
            # SQLite has locked the whole database when the transaction began.
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {self.model._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        return not self._has_people()

    def _has_people(self) -> bool:
        return self.exclude(email=LOCAL_OWNER).exists()


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """API keys, narrowed by adjectives."""

    def visible_to(self, user: "User") -> Self:
        """The only way to an owner's keys."""
        return self.filter(owner=user)

    def one(self, key_id: UUID) -> "ApiKey":
        """The key with this id among these; raises NotFoundError."""
        key = self.filter(pk=key_id).first()
        if key is None:
            raise NotFoundError(noun="API key", id=key_id)
        return key

    def active(self) -> Self:
        """Neither revoked nor expired, of an owner who may enter."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=Now()), revoked_at=None, owner__is_active=True
        )

    def revoke(self) -> int:
        """End these keys, and say how many were not ended before."""
        return self.filter(revoked_at=None).update(revoked_at=Now())

    def for_token(self, token: str) -> "ApiKey | None":
        """The key that this text is, unless it is mistyped, unknown, revoked or expired."""
        text = KeyText.parse(token)
        if text is None:
            return None
        key: ApiKey | None = self.active().select_related("owner").filter(prefix=text.prefix).first()
        return key if key is not None and compare_digest(key.secret_digest, text.digest) else None

    def record_use(self, key: "ApiKey") -> None:
        """Remember that the key was used just now, to the minute: every request would be a write too many.

        A database that takes no writes, as one without room, can still be read.
        """
        if key.last_used_at is None or timezone.now() - key.last_used_at >= _LAST_USE_PRECISION:
            with suppress(DatabaseError):
                self.filter(pk=key.pk).update(last_used_at=Now())


ApiKeyManager = models.Manager.from_queryset(ApiKeyQuerySet)
