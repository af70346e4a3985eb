"""What a follower follows."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One execution of an owner's, or all of them; `after` is the last event that the follower knows."""

    owner_id: UUID
    execution_id: UUID | None = None
    after: int | None = None
