"""Refresh tokens that are good once; allauth calls this strategy when an app refreshes."""

import time
from typing import TYPE_CHECKING

from allauth.headless.internal.sessionkit import lookup_session
from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy, internal
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction

from common.types import JsonObject

if TYPE_CHECKING:
    from apps.iam.models import User

ROTATION_GRACE = 30
"""Seconds in which a second tab, or a retry after a lost answer, may repeat a refresh token."""

_ROTATIONS = "rotated_refresh_tokens"


class OneTimeRefreshTokens(JWTTokenStrategy):  # type: ignore[misc] # allauth ships no types
    """Access and refresh tokens; a refresh token that comes back late was stolen, and ends its session."""

    def refresh_token(self, refresh_token: str) -> tuple[str, str] | None:
        """The next access and refresh token, or None when this one is not good any more."""
        payload: JsonObject | None = internal.decode_token(refresh_token, "refresh")
        if payload is None:
            return None
        with transaction.atomic():
            session = _locked_session(payload["sid"])
            if session is None:
                return None
            user: User | None = internal.validate_token_user(payload, session)
            if user is None:
                return None
            successor = _successor(session=session, user=user, jti=payload["jti"])
            if successor is None:
                UserSession.objects.filter(session_key=session.session_key).delete()
                session.flush()
                return None
            access_token = internal.create_access_token(user, session, self.get_claims(user))
            session.save()
        return access_token, successor


def _locked_session(sid: str) -> SessionBase | None:
    """The token's session, which until the transaction ends no second refresh can read."""
    key: str | None = internal.session_key_from_sid(sid)
    if key is None or not Session.objects.select_for_update().filter(pk=key).exists():
        return None
    session: SessionBase | None = lookup_session(key)
    return session


def _successor(*, session: SessionBase, user: "User", jti: str) -> str | None:
    """The refresh token after this one: the same for a while, then none."""
    now = time.time()
    rotations: dict[str, tuple[float, str]] = {
        old: (at, new) for old, (at, new) in session.get(_ROTATIONS, {}).items() if now - at <= ROTATION_GRACE
    }
    if jti in internal.get_refresh_token_state(session):
        internal.invalidate_refresh_token(session, {"jti": jti})
        rotations[jti] = (now, internal.create_refresh_token(user, session))
    session[_ROTATIONS] = rotations
    return rotations[jti][1] if jti in rotations else None
