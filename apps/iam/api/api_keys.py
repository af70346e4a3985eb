"""Keys for programs: made, renamed and revoked by people, never by other keys."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Status

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.models import ApiKey
from apps.iam.schemas import ApiKeyCreatedOut, ApiKeyIn, ApiKeyOut, ApiKeyPageOut, ApiKeyPatchIn
from apps.iam.scopes import Scope
from apps.iam.services.create_api_key import create_api_key as create_api_key_service
from apps.iam.services.rename_api_key import rename_api_key
from apps.iam.services.revoke_api_key import revoke_api_key as revoke_api_key_service
from common.pagination import DEFAULT_LIMIT, MAX_LIMIT, Page, paginate
from common.schemas import ProblemOut

router = Router(tags=["api-keys"])

_REFUSALS = {401: ProblemOut, 403: ProblemOut, 422: ProblemOut}


@router.get("", auth=requires(Scope.ACCOUNT_READ), response={200: ApiKeyPageOut, **_REFUSALS})
def list_api_keys(
    request: AuthenticatedRequest,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many keys.")] = DEFAULT_LIMIT,
) -> Page[ApiKey]:
    """List your keys, newest first, also those that have ended."""
    return paginate(ApiKey.objects.visible_to(request.user), cursor=cursor, limit=limit)


@router.post("", auth=requires(None), response={201: ApiKeyCreatedOut, 400: ProblemOut, **_REFUSALS})
def create_api_key(request: AuthenticatedRequest, payload: ApiKeyIn) -> Status[ApiKeyCreatedOut]:
    """Make a key; its text is in this answer and nowhere else."""
    key, text = create_api_key_service(
        owner=request.user, name=payload.name, scopes=payload.scopes, expires_at=payload.expires_at
    )
    return Status(201, ApiKeyCreatedOut(key=text, **ApiKeyOut.from_orm(key).dict()))


@router.get(
    "/{api_key_id}",
    auth=requires(Scope.ACCOUNT_READ),
    response={200: ApiKeyOut, 404: ProblemOut, **_REFUSALS},
)
def get_api_key(request: AuthenticatedRequest, api_key_id: UUID) -> ApiKey:
    """Show one of your keys, without its text."""
    return ApiKey.objects.visible_to(request.user).one(api_key_id)


@router.patch(
    "/{api_key_id}",
    auth=requires(None),
    response={200: ApiKeyOut, 400: ProblemOut, 404: ProblemOut, **_REFUSALS},
)
def update_api_key(request: AuthenticatedRequest, api_key_id: UUID, payload: ApiKeyPatchIn) -> ApiKey:
    """Rename a key; to change what it may do, make another."""
    key = ApiKey.objects.visible_to(request.user).one(api_key_id)
    return rename_api_key(key=key, name=payload.name)


@router.delete("/{api_key_id}", auth=requires(None), response={204: None, 404: ProblemOut, **_REFUSALS})
def revoke_api_key(request: AuthenticatedRequest, api_key_id: UUID) -> Status[None]:
    """End a key at once; it stays in the list as revoked."""
    revoke_api_key_service(key=ApiKey.objects.visible_to(request.user).one(api_key_id))
    return Status(204, None)
