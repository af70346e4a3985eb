"""Refusals about batches and archives: files that do not fit, too late, nothing to pack."""

from common.exceptions import ApplicationError


class InputsRefusedError(ApplicationError):
    """Files of a batch are not accepted; `errors` names each of them, with the code it has alone."""

    status_code = 422
    code = "inputs_refused"
    title = "Files not accepted"
    message = "Of {total} files {count} are not accepted, so nothing was started. The first one: {first}"


class BatchEndedError(ApplicationError):
    """All executions of the batch have ended; what was asked for is only possible before."""

    status_code = 409
    code = "batch_ended"
    title = "Batch ended"
    message = "The batch has ended; only one that has not ended can be cancelled."


class BatchNotEndedError(ApplicationError):
    """Executions of the batch are being processed; what was asked for is only possible after their end."""

    status_code = 409
    code = "batch_not_ended"
    title = "Batch not ended"
    message = "{count} executions of the batch are being processed. Cancel it, then delete it."


class NothingToArchiveError(ApplicationError):
    """There is no output that could be packed."""

    status_code = 409
    code = "nothing_to_archive"
    title = "Nothing to archive"
    message = "There are no outputs to pack{reason}."
