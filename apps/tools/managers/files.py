"""Every query on files."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from apps.iam.models import User
    from apps.tools.models import StoredFile


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Files, narrowed by adjectives."""

    def visible_to(self, user: "User") -> Self:
        """The only way to a tenant's files."""
        return self.filter(owner=user)


StoredFileManager = models.Manager.from_queryset(StoredFileQuerySet)
