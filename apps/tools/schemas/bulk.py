"""Many executions in one request."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from common.exceptions import ApplicationError
from common.schemas import StrictIn

MAX_IDS = 200

Ids = Annotated[list[UUID], Field(min_length=1, max_length=MAX_IDS)]


class ExecutionIdsIn(StrictIn):
    """Which executions are meant."""

    ids: Ids = Field(description="Their ids.")


class ExecutionOutcomeOut(BaseModel):
    """What became of one of them."""

    id: UUID = Field(description="The execution's id.")
    done: bool = Field(description="Whether it was done.")
    code: str | None = Field(description="Why not, for programs; the code that it would have alone.")
    detail: str | None = Field(description="Why not, and what to do.")


class ExecutionOutcomesOut(BaseModel):
    """What became of each of them."""

    items: list[ExecutionOutcomeOut] = Field(description="In the order of the ids.")

    @classmethod
    def of(cls, outcomes: Mapping[UUID, ApplicationError | None]) -> "ExecutionOutcomesOut":
        """The answer for what was refused, and why."""
        items = [
            ExecutionOutcomeOut(
                id=key,
                done=refusal is None,
                code=None if refusal is None else refusal.code,
                detail=None if refusal is None else refusal.detail,
            )
            for key, refusal in outcomes.items()
        ]
        return cls(items=items)
