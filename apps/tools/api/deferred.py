"""Answers that take longer than a thread should be held: the server keeps the request, and asks again."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase

from apps.tools.streams import Subject
from apps.tools.streams.messages import RETRY
from apps.tools.streams.news import begin


class Waiting(HttpResponse):
    """Stands for the answer there will be when an execution has ended, or the caller's patience has."""

    def __init__(self, *, execution_id: UUID, seconds: float, answer: Callable[[], HttpResponseBase]) -> None:
        super().__init__(status=202)
        self.execution_id = execution_id
        self.seconds = seconds
        self.answer = answer


class EventStream(HttpResponse):
    """Server-sent events; a server that cannot go on sends what there is, and the client comes again."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(
            content_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
        self.subject = subject

    def begin(self) -> None:
        """Make do with the events so far."""
        self.content = b"".join([RETRY, *begin(self.subject).texts])
