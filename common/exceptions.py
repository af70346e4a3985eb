"""The error every service raises: the class owns status, code and message, the raise site the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one value; `pointer` is a JSON Pointer into what the client sent."""

    pointer: str
    msg: str
    type: str
    ctx: Mapping[str, Any] | None = None


class ApplicationError(Exception):
    """A refusal that the client can understand; becomes an RFC 9457 problem."""

    status_code: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title: ClassVar[str] = "Bad request"
    message: ClassVar[str] = "The request cannot be carried out."
    retryable: ClassVar[bool] = False

    def __init__(
        self, *, errors: Sequence[FieldProblem] = (), headers: Mapping[str, str] | None = None, **context: Any
    ) -> None:
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.context = context
        super().__init__(self.message.format(**context))

    @property
    def detail(self) -> str:
        """The message with this case's values in it."""
        return str(self)


class NotFoundError(ApplicationError):
    """Nothing of this id is visible to the caller; a stranger's id and no id at all get the same answer."""

    status_code = 404
    code = "not_found"
    title = "Not found"
    message = "No {noun} with the id '{id}' is visible to you."


class InvalidRequestError(ApplicationError):
    """The request is well-formed but a value in it is not allowed."""

    status_code = 422
    code = "validation_error"
    title = "Invalid request"
    message = "{summary}"
