"""Batches: begun with the request, or when the archive that holds their files has been opened."""

from apps.tools.batching.beginning import EXPANDER, MAX_FILES, begin_batch
from apps.tools.batching.expansion import SkippedFile, expand_batch, expand_batches, sort_extracted

__all__ = [
    "EXPANDER",
    "MAX_FILES",
    "SkippedFile",
    "begin_batch",
    "expand_batch",
    "expand_batches",
    "sort_extracted",
]
