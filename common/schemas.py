"""Schemas that every app's API shares."""

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field


class StrictIn(Schema):
    """Base of request bodies: an unknown field is an error, not a silent typo."""

    model_config = ConfigDict(extra="forbid")


class FieldProblemOut(Schema):
    """What is wrong with one value."""

    pointer: str = Field(description="JSON Pointer into what was sent, such as `/options/quality`.")
    msg: str = Field(description="What is wrong, for people.")
    type: str = Field(description="What is wrong, for programs.")
    ctx: dict[str, Any] | None = Field(description="The bounds or choices that were missed.")


class ProblemOut(Schema):
    """Why a request was refused (RFC 9457)."""

    type: str = Field(description="A URN that names the kind of problem.")
    title: str = Field(description="The kind of problem, for people.")
    status: int = Field(description="The HTTP status again.")
    detail: str = Field(description="What failed, why, and what to do.")
    code: str = Field(description="The kind of problem, for programs; see the list of codes.")
    retryable: bool = Field(description="Whether the same request may succeed later.")
    errors: list[FieldProblemOut] = Field(description="The values that were refused.")
    request_id: str | None = Field(description="What to quote when reporting the problem.")
