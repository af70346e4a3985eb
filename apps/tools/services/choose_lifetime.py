"""How long the files of a request are kept."""

from datetime import timedelta

from django.conf import settings

from common.exceptions import FieldProblem, InvalidRequestError


def choose_lifetime(*, expires_in: int | None) -> timedelta:
    """So many seconds, or as long as this server keeps files; raises InvalidRequestError beyond that."""
    longest: timedelta = settings.FILE_RETENTION
    if expires_in is None:
        return longest
    limit = int(longest.total_seconds())
    if expires_in > limit:
        problem = FieldProblem(
            "/expires_in", f"Must be at most {limit} seconds.", "less_than_equal", {"le": limit}
        )
        raise InvalidRequestError(
            summary=f"This server keeps files for at most {limit} seconds.", errors=[problem]
        )
    return timedelta(seconds=expires_in)
