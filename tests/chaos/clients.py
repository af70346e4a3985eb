"""Careful clients: one key for each execution, and the same request again until it is answered."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from http import HTTPStatus

import httpx

from tests.chaos.workload import Submission
from tests.support.product import SCOPES

PASSWORD = "correct horse battery staple"
LATER = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.INSUFFICIENT_STORAGE,
}
"""Answers that ask for patience; every other refusal of a good request breaks a promise."""
LONGEST_PAUSE = 1.0
TRIES = 5
"""For what is refused outright."""
REQUEST_SECONDS = 45.0


class Progress:
    """How far the run is, shared by its threads."""

    def __init__(self, *, in_flight: int, total: int, share: Callable[[], float]) -> None:
        """`share` tells how much of the total may be submitted by now."""
        self.accepted = 0
        self.ended = 0
        self.answers: Counter[str] = Counter()
        self.refusals: list[str] = []
        self.slowest_answer = 0.0
        self._in_flight = in_flight
        self._total = total
        self._share = share
        self._lock = threading.Lock()

    @property
    def must_wait(self) -> bool:
        """Whether enough is on its way, or the rest is kept for the faults to come."""
        return self.accepted - self.ended >= self._in_flight or self.accepted >= self._total * self._share()

    @property
    def unanswered(self) -> int:
        """Requests whose fate the client did not learn."""
        return sum(count for answer, count in self.answers.items() if not answer.startswith(("2", "4")))

    def answered(self, answer: str, seconds: float) -> None:
        """Count an answer, or the want of one."""
        with self._lock:
            self.answers[answer] += 1
            self.slowest_answer = max(self.slowest_answer, seconds)

    def accept(self) -> None:
        """Count an accepted execution."""
        with self._lock:
            self.accepted += 1


class Caller:
    """Sends one request again until it is answered."""

    def __init__(self, client: httpx.Client, progress: Progress, over: threading.Event) -> None:
        self._client = client
        self._progress = progress
        self._over = over

    @property
    def is_over(self) -> bool:
        """Whether nobody waits for an answer any more."""
        return self._over.is_set()

    def post(self, address: str, *, fine: Iterable[int], **content: object) -> httpx.Response | None:
        """The first answer among those that are fine; None when it was refused, or the run is over."""
        refused = 0
        while not self.is_over:
            started = time.monotonic()
            try:
                answer = self._client.post(address, **content)  # type: ignore[arg-type]
            except httpx.TransportError as error:
                self._progress.answered(type(error).__name__, time.monotonic() - started)
                time.sleep(0.05)  # nothing announces that a server has come back
                continue
            self._progress.answered(str(answer.status_code), time.monotonic() - started)
            if answer.status_code in fine:
                return answer
            if not self._is_for_later(answer):
                refused += 1
                self._progress.refusals.append(f"POST {address}: {answer.status_code} {answer.text[:300]}")
                if refused >= TRIES:
                    return None
            time.sleep(min(float(answer.headers.get("Retry-After", "0.1")), LONGEST_PAUSE))
        return None

    @staticmethod
    def _is_for_later(answer: httpx.Response) -> bool:
        return answer.status_code in LATER or "idempotency_in_progress" in answer.text


class Submitter(threading.Thread):
    """One account that submits its share, never more than the run wants in flight."""

    def __init__(self, caller: Caller, submissions: list[Submission], progress: Progress) -> None:
        super().__init__(name="submitter", daemon=True)
        self._caller = caller
        self._submissions = submissions
        self._progress = progress
        self._cancelling: list[threading.Timer] = []

    def run(self) -> None:
        """Submit them all, and cancel those that are to be."""
        for submission in self._submissions:
            while self._progress.must_wait and not self._caller.is_over:
                time.sleep(0.02)
            self._submit(submission)
        for timer in self._cancelling:
            timer.join()

    def _submit(self, submission: Submission) -> None:
        answer = self._caller.post(
            f"/tools/{submission.tool}/executions",
            fine={HTTPStatus.CREATED, HTTPStatus.ACCEPTED},
            json=submission.body(),
            headers={"Idempotency-Key": submission.key},
        )
        if answer is None:
            return
        submission.execution = answer.json()["id"]
        self._progress.accept()
        if submission.cancel_after is not None:
            timer = threading.Timer(submission.cancel_after, self._cancel, [submission])
            self._cancelling.append(timer)
            timer.start()

    def _cancel(self, submission: Submission) -> None:
        submission.cancel_asked = True
        fine = {HTTPStatus.OK, HTTPStatus.CONFLICT}  # 409: it ended before we asked
        self._caller.post(f"/executions/{submission.execution}/cancel", fine=fine)


def sign_up(url: str, email: str) -> httpx.Client:
    """Someone with an account and a key, who got both over HTTP."""
    signed_up = httpx.post(
        f"{url}/_allauth/app/v1/auth/signup", json={"email": email, "password": PASSWORD}, timeout=30
    ).json()
    access = {"Authorization": f"Bearer {signed_up['meta']['access_token']}"}
    wanted = {"name": "chaos", "scopes": SCOPES}
    made = httpx.post(f"{url}/api/v1/api-keys", json=wanted, headers=access, timeout=30)
    return httpx.Client(
        base_url=f"{url}/api/v1", headers={"X-API-Key": made.json()["key"]}, timeout=REQUEST_SECONDS
    )
