"""Tell which files of a batch's archive became no execution."""

from apps.tools.batching import SkippedFile, sort_extracted
from apps.tools.catalogue import get_catalogue
from apps.tools.models import Batch
from apps.tools.registry import UnknownToolError


def list_skipped_files(*, batch: Batch) -> list[SkippedFile]:
    """Each with the reason; none before the archive is opened, and none that is not remembered any more."""
    if batch.expansion is None or not batch.is_expanded:
        return []
    try:
        tool = get_catalogue().get(batch.tool)
    except UnknownToolError:
        return []
    _, skipped = sort_extracted(batch.expansion, tool=tool)
    return skipped
