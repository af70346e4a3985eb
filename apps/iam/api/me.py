"""The account of whoever asks."""

from ninja import Router

from apps.iam.authentication import AuthenticatedRequest, requires
from apps.iam.models import User
from apps.iam.schemas import MeOut, MePatchIn
from apps.iam.scopes import Scope
from apps.iam.services.rename_user import rename_user
from common.schemas import ProblemOut

router = Router(tags=["account"])


@router.get(
    "",
    auth=requires(Scope.ACCOUNT_READ),
    response={200: MeOut, 401: ProblemOut, 403: ProblemOut},
)
def get_me(request: AuthenticatedRequest) -> User:
    """Show the account that the credentials belong to."""
    return request.user


@router.patch(
    "",
    auth=requires(None),
    response={200: MeOut, 400: ProblemOut, 401: ProblemOut, 403: ProblemOut, 422: ProblemOut},
)
def update_me(request: AuthenticatedRequest, payload: MePatchIn) -> User:
    """Change the name; nothing else of an account changes here."""
    return rename_user(user=request.user, name=payload.name)
