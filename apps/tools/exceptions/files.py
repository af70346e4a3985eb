"""Refusals about stored files: keeping, previewing, linking, reading and deleting them."""

from common.exceptions import ApplicationError


class StorageUnavailableError(ApplicationError):
    """The place where files are kept does not take them now."""

    status_code = 503
    code = "storage_unavailable"
    title = "Storage unavailable"
    message = "'{name}' could not be stored. Nothing was kept; send it again later."
    retryable = True


class NoPreviewError(ApplicationError):
    """Nothing here can make a small picture of files of this format."""

    status_code = 404
    code = "no_preview"
    title = "No preview"
    message = "There is no preview of '{name}': none is made of {format} files. Show an icon instead."


class PreviewPendingError(ApplicationError):
    """The preview is being made; nobody waits any longer for it in this request."""

    status_code = 503
    code = "preview_pending"
    title = "Preview pending"
    message = "The preview of '{name}' is still being made. Ask again in a second."
    retryable = True


class FileExpiredError(ApplicationError):
    """The file's record is there, its bytes are not."""

    status_code = 410
    code = "file_expired"
    title = "File expired"
    message = "'{name}' is no longer kept: files are deleted when their time is over, or by their owner."


class FileDamagedError(ApplicationError):
    """The storage has other bytes than those that were kept."""

    status_code = 410
    code = "file_damaged"
    title = "File damaged"
    message = (
        "'{name}' was damaged where it is stored: {found} bytes instead of {size}. "
        "Upload it again, or run the tool again."
    )


class FileInUseError(ApplicationError):
    """An execution that has not ended still needs the file."""

    status_code = 409
    code = "file_in_use"
    title = "File in use"
    message = "'{name}' is an input of an execution that has not ended. Cancel it first."


class LinkNotValidError(ApplicationError):
    """A signed address that was changed, is too old, or whose file is gone."""

    status_code = 403
    code = "link_not_valid"
    title = "Link not valid"
    message = "This link was changed, its time is over, or its file was deleted. Ask for a new one."


class RangeNotSatisfiableError(ApplicationError):
    """The file has no byte in the range that was asked for."""

    status_code = 416
    code = "range_not_satisfiable"
    title = "Range not satisfiable"
    message = "The file has {size} bytes; the range '{range}' lies beyond them."
