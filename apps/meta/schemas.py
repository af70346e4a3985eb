"""What the product says about itself."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

Condition = Literal["ok", "degraded", "failed"]


class HealthOut(Schema):
    """The process answers."""

    status: Literal["ok"] = Field(description="Always `ok`: whoever cannot answer says nothing.")
    service: str = Field(description="What this is.")
    version: str = Field(description="The version that runs.")
    time: datetime = Field(description="The server's clock.")


class CheckOut(Schema):
    """One thing that the product needs."""

    name: Literal["database", "storage", "broker", "workers", "sandbox"] = Field(description="What it is.")
    status: Condition = Field(description="`degraded`: work goes on, but later or less.")
    detail: str = Field(description="What was found, and what to do about it.")


class ReadinessOut(Schema):
    """Whether requests can be served now."""

    status: Condition = Field(description="The worst of the checks; `failed` comes with 503.")
    checks: list[CheckOut] = Field(description="Each need by name.")


class VersionOut(Schema):
    """What runs here."""

    version: str = Field(description="The version that runs.")
    api_version: Literal["v1"] = Field(description="The prefix of the API.")


class AuthDataOut(Schema):
    """How to sign in."""

    mode: Literal["accounts", "none"] = Field(description="`none`: every request is the owner's.")
    signup: str = Field(description="`open`, `closed`, or `domain:example.com`.")
    providers: list[str] = Field(description="Ids of the other services one can sign in with.")
    csrf_cookie: str = Field(description="The cookie whose value unsafe requests with a session repeat.")
    csrf_header: str = Field(description="The header they repeat it in.")


class RequestLimitsOut(Schema):
    """What one request may ask for."""

    max_upload_size: int = Field(description="Bytes of the largest upload; a tool may take less.")
    inline_input_max: int = Field(description="Bytes of the largest input inside a JSON body.")
    wait_max_seconds: int = Field(description="The longest `Prefer: wait`.")
    file_retention_seconds: int = Field(description="How long files are kept.")


class UploadsOut(Schema):
    """Where files go."""

    multipart_url: str = Field(description="Takes a file as a form.")
    resumable_url: str | None = Field(description="Takes files in parts (tus), where that is possible.")


class RuntimeDataOut(Schema):
    """What a front end must know before anyone signs in."""

    version: str = Field(description="The version that runs.")
    public_url: str = Field(description="The address that people use.")
    auth: AuthDataOut = Field(description="How to sign in.")
    limits: RequestLimitsOut = Field(description="What one request may ask for.")
    uploads: UploadsOut = Field(description="Where files go.")
    events_url: str = Field(description="The stream of the caller's events.")
    features: list[str] = Field(description="Optional parts that are on: `email`, `public_catalogue`.")
    notice: str | None = Field(description="A sentence of the operator's to show to everyone.")
    docs_url: str = Field(description="The documentation of the API.")
