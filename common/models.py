"""What every table has in common."""

from django.db import models
from django.db.models.functions import Now
from uuid_utils.compat import uuid7


class IdentifiedModel(models.Model):
    """A row with a UUIDv7 key, so that newest first is order by `-pk`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
