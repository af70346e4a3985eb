"""The one way into the API: what a request proves, and whether that is enough for the operation."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from allauth.headless.tokens.strategies.jwt.internal import validate_access_token
from django.conf import settings
from django.http import HttpRequest

from apps.iam.addresses import is_trusted_proxy, peer_address
from apps.iam.csrf import require_csrf_token, require_own_origin
from apps.iam.exceptions import ApiKeyNotAcceptedError, InsufficientScopeError, UnauthenticatedError
from apps.iam.key_text import MARK
from apps.iam.models import ApiKey, User
from apps.iam.rate_limits import Limited, charge
from apps.iam.scopes import Scope
from apps.iam.services.get_local_owner import get_local_owner
from common.logging import bind

API_KEY_HEADER = "X-API-Key"

SECURITY_SCHEMES: dict[str, dict[str, Any]] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token from signing in, or an API key.",
    },
    "api_key": {
        "type": "apiKey",
        "in": "header",
        "name": API_KEY_HEADER,
        "description": "An API key; it can do what its scopes name.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": settings.SESSION_COOKIE_NAME,
        "description": "A browser's session; unsafe methods repeat the CSRF cookie in `X-CSRFToken`.",
    },
}
"""The ways in, for the OpenAPI document; an operation without a scope takes all of them but API keys."""


class CredentialKind(StrEnum):
    """How a request showed whose it is."""

    ACCESS_TOKEN = "access_token"  # noqa: S105 - a name, not a secret
    API_KEY = "api_key"
    SESSION = "session"
    LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a request proved: whose it is, and what it may do."""

    user: User
    kind: CredentialKind
    scopes: frozenset[str] = frozenset(Scope)
    api_key_id: UUID | None = None


class AuthenticatedRequest(HttpRequest):
    """A request that passed `requires`."""

    user: User
    auth: Credential


@dataclass(frozen=True, slots=True)
class Requirement:
    """What goes into a route's `auth=`; `scope` is None where only a person may enter, no API key."""

    scope: Scope | None

    def __call__(self, request: HttpRequest) -> Credential:
        """Let the request in as its user; raises what speaks against it: 401, 403 or 429."""
        credential = _credential(request)
        if credential.api_key_id:
            charge(request, Limited.KEY, str(credential.api_key_id))
        charge(request, Limited.USER, str(credential.user.pk))
        if self.scope is None and credential.kind is CredentialKind.API_KEY:
            raise ApiKeyNotAcceptedError
        if self.scope is not None and self.scope not in credential.scopes:
            granted = ", ".join(sorted(credential.scopes))
            raise InsufficientScopeError(scope=self.scope, granted=granted)
        request.user = credential.user
        bind(user=str(credential.user.pk))
        return credential


def requires(scope: str | None) -> Requirement:
    """The `auth=` of a route: this scope of an API key, or anyone who signed in; None accepts no API key."""
    return Requirement(None if scope is None else Scope(scope))


def _credential(request: HttpRequest) -> Credential:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = token.strip()
        return _from_api_key(token) if token.startswith(MARK) else _from_access_token(token)
    if API_KEY_HEADER in request.headers:
        return _from_api_key(request.headers[API_KEY_HEADER])
    if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
        require_csrf_token(request)
        return Credential(user=request.user, kind=CredentialKind.SESSION)
    if settings.ENVIRONMENT.auth_mode == "none":
        return _from_nothing(request)
    raise UnauthenticatedError(reason="This needs credentials, and the request has none that are valid.")


def _from_api_key(token: str) -> Credential:
    key = ApiKey.objects.for_token(token)
    if key is None:
        raise UnauthenticatedError(reason="The API key is mistyped, unknown, revoked or expired.")
    ApiKey.objects.record_use(key)
    return Credential(
        user=key.owner, kind=CredentialKind.API_KEY, scopes=frozenset(key.scopes), api_key_id=key.pk
    )


def _from_access_token(token: str) -> Credential:
    found = validate_access_token(token)
    if found is None:
        raise UnauthenticatedError(reason="The access token is not valid, or its time or session has ended.")
    return Credential(user=found[0], kind=CredentialKind.ACCESS_TOKEN)


def _from_nothing(request: HttpRequest) -> Credential:
    peer = peer_address(request)
    if peer is None or not (peer.is_loopback or is_trusted_proxy(peer)):
        raise UnauthenticatedError(reason="Only this machine and trusted proxies need no credentials here.")
    require_own_origin(request)
    return Credential(user=get_local_owner(), kind=CredentialKind.LOCAL)
