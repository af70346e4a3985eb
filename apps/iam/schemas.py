"""What the account operations take and answer."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from apps.iam.models import Role
from apps.iam.names import MAX_NAME_LENGTH, display_name
from apps.iam.scopes import Scope
from common.schemas import StrictIn


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("write at least one printable character")
    return text


Name = Annotated[str, StringConstraints(max_length=MAX_NAME_LENGTH), AfterValidator(display_name)]
KeyName = Annotated[Name, AfterValidator(_not_empty)]


class MeOut(Schema):
    """The account that the request belongs to."""

    id: UUID = Field(description="Stays, whatever else changes.")
    email: str = Field(description="What the user signs in with.")
    name: str = Field(description="How the user wants to be called; may be empty.")
    role: Role = Field(description="What the account may see beyond its own.")
    created_at: datetime = Field(description="When the account was made.")


class MePatchIn(StrictIn):
    """What a user can change of the account here; the e-mail is changed under `/_allauth/`."""

    name: Name = Field(description="How you want to be called; may be empty.")


class ApiKeyIn(StrictIn):
    """A key to make."""

    name: KeyName = Field(description="What the key is for, such as `laptop`.")
    scopes: list[Scope] = Field(min_length=1, max_length=50, description="What the key may do.")
    expires_at: AwareDatetime | None = Field(default=None, description="When it ends; never unless given.")


class ApiKeyPatchIn(StrictIn):
    """What can change of a key."""

    name: KeyName = Field(description="What the key is for.")


class ApiKeyOut(Schema):
    """A key, without its text: that was shown once."""

    id: UUID = Field(description="What to name the key by.")
    name: str = Field(description="What the key is for.")
    prefix: str = Field(description="The first part of the text, by which you recognise it.")
    scopes: list[str] = Field(description="What the key may do.")
    created_at: datetime = Field(description="When it was made.")
    expires_at: datetime | None = Field(description="When it ends by itself.")
    last_used_at: datetime | None = Field(description="When it was last used, to the minute.")
    revoked_at: datetime | None = Field(description="When it was revoked.")


class ApiKeyCreatedOut(ApiKeyOut):
    """A new key, with its text: keep it now, nobody can show it again."""

    key: str = Field(description="What to send as `Authorization: Bearer …` or `X-API-Key`.")


class ApiKeyPageOut(Schema):
    """A page of keys, newest first."""

    items: list[ApiKeyOut] = Field(description="The keys.")
    next_cursor: str | None = Field(
        description="Pass it as `cursor` to get the next page; null on the last one."
    )
