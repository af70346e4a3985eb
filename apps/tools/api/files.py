"""Files: send them in, find them, fetch them, delete them."""

from datetime import timedelta
from enum import IntEnum
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import File, Form, Query, Router, Status

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.models import User
from apps.iam.scopes import Scope
from apps.tools.api.answers import answer_at_end, wanted_wait
from apps.tools.api.contents import content_of
from apps.tools.api.downloads import file_response
from apps.tools.api.forms import refuse_unknown_fields
from apps.tools.exceptions import PreviewPendingError
from apps.tools.models import StoredFile, ToolExecution
from apps.tools.schemas.files import FileFilter, FileLinkIn, FileLinkOut, FileOut, FilePageOut, UploadForm
from apps.tools.services.choose_lifetime import choose_lifetime
from apps.tools.services.create_file_link import create_file_link as create_link
from apps.tools.services.delete_file import delete_file as delete
from apps.tools.services.find_linked_file import find_linked_file
from apps.tools.services.find_preview import find_preview
from apps.tools.services.store_upload import store_upload
from apps.tools.uploads import HashedUpload
from common.exceptions import FieldProblem, InvalidRequestError, NotFoundError
from common.pagination import DEFAULT_LIMIT, MAX_LIMIT, paginate
from common.schemas import ProblemOut

router = Router(tags=["files"])

REFUSALS = dict.fromkeys((400, 401, 403, 422), ProblemOut)
REFUSALS_OF_ONE = {404: ProblemOut, **REFUSALS}
_BYTES = {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
_CONTENT: dict[str, Any] = {
    "responses": {
        200: {"description": "The bytes, with the file's own media type.", **_BYTES},
        206: {"description": "The range that was asked for.", **_BYTES},
        304: {"description": "The client has them already."},
    }
}
_PREVIEW: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The picture.",
            "content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}},
        },
        304: {"description": "The client has it already."},
        422: {"description": "The file is damaged, or protected: the code says which."},
    }
}


class PreviewSize(IntEnum):
    """The longest side, in pixels; few of them, so that most previews are there already."""

    SMALL = 128
    MEDIUM = 256
    LARGE = 512
    HUGE = 1024


PREVIEW_SECONDS = 20
"""How long a request waits for a preview that is not there yet."""


@router.post(
    "",
    auth=requires(Scope.FILES_WRITE),
    response={201: FileOut, 413: ProblemOut, 415: ProblemOut, **REFUSALS},
)
def upload_file(
    request: AuthenticatedRequest, response: HttpResponse, file: File[HashedUpload], form: Form[UploadForm]
) -> Status[FileOut]:
    """Send in a file, to be used as an input of executions until it expires."""
    refuse_unknown_fields(request, form=UploadForm)
    count = sum(len(files) for _, files in request.FILES.lists())
    if count != 1:
        problem = FieldProblem("/file", f"{count} files came.", "too_many_files", {"max": 1})
        raise InvalidRequestError(summary="Send one file a request, as `file`.", errors=[problem])
    kept = store_upload(
        owner=request.user,
        name=file.name or "",
        path=file.path,
        head=file.head,
        size=file.size or 0,
        digest=file.digest,
        expires_in=choose_lifetime(expires_in=form.expires_in),
    )
    response["Location"] = f"/api/v1/files/{kept.pk}"
    return Status(201, FileOut.of(kept))


@router.get("", auth=requires(Scope.FILES_READ), response={200: FilePageOut, **REFUSALS})
def list_files(
    request: AuthenticatedRequest,
    wanted: Query[FileFilter],
    cursor: Query[str | None] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many files.")] = DEFAULT_LIMIT,
) -> FilePageOut:
    """List the caller's files that are still there, newest first."""
    mine = StoredFile.objects.visible_to(request.user).ready()
    page = paginate(mine, cursor=cursor, limit=limit, search=wanted.search())
    return FilePageOut(items=[FileOut.of(file) for file in page.items], next_cursor=page.next_cursor)


@router.get("/{file_id}", auth=requires(Scope.FILES_READ), response={200: FileOut, **REFUSALS_OF_ONE})
def get_file(request: AuthenticatedRequest, file_id: UUID) -> FileOut:
    """Show a file; its record stays when its bytes are gone."""
    return FileOut.of(find_file(request.user, file_id))


def has_link(request: HttpRequest) -> bool:
    """A signature stands in for credentials; `get_file_content` checks it."""
    return "signature" in request.GET


@router.get(
    "/{file_id}/content",
    auth=[has_link, requires(Scope.FILES_READ)],
    response={410: ProblemOut, 416: ProblemOut, **REFUSALS_OF_ONE},
    openapi_extra=_CONTENT,
)
def get_file_content(
    request: AuthenticatedRequest, file_id: UUID, signature: Query[str | None] = None
) -> HttpResponseBase:
    """Fetch a file's bytes, or one range of them; with a link's signature no credentials are needed."""
    if signature is None:
        return file_response(find_file(request.user, file_id), request=request)
    return file_response(find_linked_file(file_id=file_id, signature=signature), request=request)


@router.get(
    "/{file_id}/preview",
    auth=requires(Scope.FILES_READ),
    response={410: ProblemOut, 503: ProblemOut, **REFUSALS_OF_ONE},
    openapi_extra=_PREVIEW,
)
def get_file_preview(
    request: AuthenticatedRequest,
    file_id: UUID,
    size: Annotated[PreviewSize, Query(description="Its longest side, in pixels.")] = PreviewSize.MEDIUM,
) -> HttpResponseBase:
    """Fetch a small WebP of a picture, PDF, video or document; the first request for it waits for it."""
    file = find_file(request.user, file_id)

    def answer(execution: ToolExecution) -> HttpResponseBase:
        if preview := content_of(execution, request=request):
            return preview
        raise PreviewPendingError(name=file.name, headers={"Retry-After": "1"})

    seconds = max(wanted_wait(request), PREVIEW_SECONDS)
    return answer_at_end(find_preview(file=file, size=size), seconds=seconds, answer=answer)


@router.delete(
    "/{file_id}",
    auth=requires(Scope.FILES_WRITE),
    response={204: None, 409: ProblemOut, **REFUSALS_OF_ONE},
)
def delete_file(request: AuthenticatedRequest, file_id: UUID) -> Status[None]:
    """Delete a file's bytes at once, and every link to them."""
    delete(file=find_file(request.user, file_id))
    return Status(204, None)


@router.post(
    "/{file_id}/links",
    auth=requires(Scope.FILES_READ),
    response={201: FileLinkOut, 410: ProblemOut, **REFUSALS_OF_ONE},
)
def create_file_link(
    request: AuthenticatedRequest, file_id: UUID, payload: FileLinkIn
) -> Status[FileLinkOut]:
    """Make an address for `<img>`, `<a>`, or someone else: it opens this file, without credentials."""
    file = find_file(request.user, file_id)
    link = create_link(file=file, expires_in=timedelta(seconds=payload.expires_in))
    url = f"{settings.PUBLIC_URL}/api/v1/files/{file_id}/content?signature={link.signature}"
    return Status(201, FileLinkOut(url=url, expires_at=link.expires_at))


def find_file(user: User, file_id: UUID) -> StoredFile:
    """The caller's file; raises NotFoundError for a stranger's as for none."""
    file = StoredFile.objects.visible_to(user).filter(pk=file_id).first()
    if file is None:
        raise NotFoundError(noun="file", id=file_id)
    return file
