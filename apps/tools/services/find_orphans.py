"""Tell what lies in the storage without a file that it belongs to."""

import time
from collections.abc import Sequence
from datetime import timedelta

from apps.tools.models import StoredFile
from apps.tools.storage import StoredObject

GRACE = timedelta(hours=24)
"""Bytes are there before their rows, and a run may take long between the two."""


def find_orphans(*, objects: Sequence[StoredObject], older_than: timedelta = GRACE) -> list[StoredObject]:
    """Those of the objects that belong to no file, and are too old for a row to follow."""
    moment = time.time() - older_than.total_seconds()
    old = [found for found in objects if found.changed_at <= moment]
    rows = StoredFile.objects.with_bytes().filter(key__in=[found.key for found in old])
    known = set(rows.values_list("key", flat=True))
    return [found for found in old if found.key not in known]
