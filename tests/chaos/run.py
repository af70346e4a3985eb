"""One run from the first process to the last check."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import httpx

from tests.chaos import invariants, processes, remains
from tests.chaos.clients import Caller, Progress, Submitter, sign_up
from tests.chaos.growth import Growth
from tests.chaos.invariants import Violation
from tests.chaos.monitor import Monitor
from tests.chaos.options import Options
from tests.chaos.records import Records, read_records
from tests.chaos.recovery import measure_recovery
from tests.chaos.report import Findings, summary
from tests.chaos.scene import Scene
from tests.chaos.schedule import share_of_work, troubles
from tests.chaos.setting import scene_of
from tests.chaos.stand import Init
from tests.chaos.stands import READY_SECONDS
from tests.chaos.workload import Submission, expected_text, plan

SWEEP_SECONDS = 120.0
END_SECONDS = 30.0
DOWNLOADS = 20
LIVES = 4
"""Times the longest execution in peace: the shortest life of a worker; the run makes the machine busy."""


def run(options: Options) -> dict[str, Any]:
    """What was found; nothing of the run is left but what the options keep."""
    with scene_of(options) as (scene, init):
        submissions = plan(options)
        progress = Progress(
            in_flight=options.in_flight, total=len(submissions), share=partial(share_of_work, scene)
        )
        clients = [
            sign_up(scene.stand.product.url, f"client-{number}@example.com")
            for number in range(options.clients)
        ]
        findings = Findings(executions=len(submissions))
        _warm_up(scene, progress, submissions[0], clients[0])
        started = time.monotonic()
        monitor = Monitor(scene, progress)
        _work(scene, progress, submissions, clients=clients, monitor=monitor, findings=findings)
        findings.seconds = time.monotonic() - started
        findings.statuses = monitor.statuses
        findings.violations += [Violation("refused", "", refusal) for refusal in progress.refusals]
        findings.violations += _fetch_some(submissions, clients)
        findings.violations += _leave(scene, init)
        _check(scene, progress, submissions, findings)
        return summary(options, scene, progress, findings)


def _warm_up(scene: Scene, progress: Progress, first: Submission, client: httpx.Client) -> None:
    """Run the first in peace; workers will live long enough for it."""
    Submitter(Caller(client, progress, threading.Event()), [first], progress).run()
    address = f"/executions/{first.execution}"
    while (found := _get(client, address).json())["status"] in {"pending", "processing"}:
        time.sleep(0.05)
    began, ended = (datetime.fromisoformat(found[name]) for name in ("started_at", "finished_at"))
    scene.shortest_life = max(scene.shortest_life, LIVES * (ended - began).total_seconds())


def _work(
    scene: Scene,
    progress: Progress,
    submissions: list[Submission],
    *,
    clients: list[httpx.Client],
    monitor: Monitor,
    findings: Findings,
) -> None:
    """Submit, hurt, and wait for the end."""
    gave_up = threading.Event()
    shares = [submissions[number or len(clients) :: len(clients)] for number in range(len(clients))]
    submitters = [
        Submitter(Caller(client, progress, gave_up), share, progress)
        for client, share in zip(clients, shares, strict=True)
    ]
    growth = Growth(scene, progress)
    threads = [*submitters, *troubles(scene)]
    for thread in threads:
        thread.start()
    growth.start()
    monitor.watch(submitters)
    gave_up.set()
    scene.over.set()
    for thread in threads:
        thread.join()
    findings.measures = growth.measure()


def _fetch_some(submissions: list[Submission], clients: list[httpx.Client]) -> Iterator[Violation]:
    """As their owners do; bytes under all keys are checked later."""
    quick = [one for one in submissions if one.kind == "quick" and one.execution]
    for submission in quick[:: max(len(quick) // DOWNLOADS, 1)]:
        client = clients[submission.number % len(clients)]
        found = _get(client, f"/executions/{submission.execution}").json()
        if found["status"] != "completed":
            continue
        content = _get(client, found["outputs"][0]["content_url"].removeprefix("/api/v1")).content
        if content != expected_text(submission.number):
            yield Violation("contents", submission.execution, f"is downloaded as {content[:80]!r}")


def _get(client: httpx.Client, address: str) -> httpx.Response:
    """The answer, once the API is back from its last fault."""
    deadline = time.monotonic() + SWEEP_SECONDS
    while True:
        try:
            answer = client.get(address)
            if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR or time.monotonic() > deadline:
                return answer.raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def _leave(scene: Scene, init: Init) -> Iterator[Violation]:
    """Let fresh workers clean up after the dead, stop everything, and see whether anything is left."""
    data_dir = scene.stand.product.data_dir
    scene.tell("everything has ended; replacing the workers, so that new ones clean up")
    scene.wrong += scene.stand.deploy(lambda _: None)
    scene.stand.product.wait_until_ready(seconds=READY_SECONDS)
    deadline = time.monotonic() + SWEEP_SECONDS
    while remains.leftover_workspaces(data_dir) and time.monotonic() < deadline:
        time.sleep(0.2)
    scene.tell("stopping")
    init.stop()
    scene.wrong += scene.stand.stop()
    for sentence in scene.wrong:
        yield Violation("stop", "", sentence)
    for workspace in remains.leftover_workspaces(data_dir):
        yield Violation("workspaces", "", f"{workspace} is left")
    deadline = time.monotonic() + END_SECONDS
    while (left := processes.left_over(known=init.services())) and time.monotonic() < deadline:
        time.sleep(0.1)
    for process in left:
        yield Violation("processes", "", f"{process} is left")


def _check(scene: Scene, progress: Progress, submissions: list[Submission], findings: Findings) -> None:
    """Hold what is left to every promise."""
    scene.tell("checking")
    records: Records = read_records(scene.database)
    findings.violations += invariants.check_records(records, submissions)
    findings.violations += remains.check_contents(scene.files, records, submissions)
    orphans = remains.find_orphans(scene.files, records, unanswered=progress.unanswered)
    findings.violations += [Violation("orphans", "", key) for key in orphans.unexplained]
    findings.explained_orphans = len(orphans.explained)
    findings.recovery = measure_recovery(records.executions.values(), scene.wounds)
    findings.violations += [
        Violation("deploy", execution, "counted a loss because its worker was told to stop")
        for execution in findings.recovery.deploy_losses
    ]
