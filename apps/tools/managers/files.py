"""Which files: querysets that read as adjectives."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Now

if TYPE_CHECKING:
    from apps.iam.models import User
    from apps.tools.models import StoredFile  # noqa: F401 - named in a base class


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files, narrowed by adjectives."""

    def visible_to(self, user: "User") -> Self:
        """The only way to a tenant's files."""
        return self.filter(owner=user)

    def ready(self) -> Self:
        """Whose bytes can be had."""
        return self.filter(state="ready", expires_at__gt=Now())

    def expired(self) -> Self:
        """Whose time is over, and whose bytes are still there."""
        return self.exclude(state="deleted").filter(expires_at__lte=Now())

    def unused(self) -> Self:
        """That no execution needs which has not ended."""
        return self.exclude(used_by__status__in=("pending", "processing"))


StoredFileManager = models.Manager.from_queryset(StoredFileQuerySet)
