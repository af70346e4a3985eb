"""What API, workers and scheduler promise as processes of their own, on PostgreSQL and Redis or RabbitMQ."""

import json
import os
import shelve
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest
from kombu import Connection
from psycopg.sql import SQL, Identifier

from tests.support.product import (
    SCOPES,
    STANDBY,
    Distributed,
    Process,
    eventually,
    free_port,
    started,
    tree,
    workers_below,
)

pytestmark = [pytest.mark.processes, pytest.mark.services]

BROKER_URL = os.environ["BROKER_URL"]
QUEUE = "celery"
REPORTED = "SELECT 1 FROM tools_workernode WHERE name LIKE %s"
SLOW = {"output_format": "avif", "lossless": True, "width": 2000}

StartWorker = Callable[..., Process]


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of an empty database beside the one that DATABASE_URL names."""
    address, name = os.environ["DATABASE_URL"], f"magictoolbox_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        yield urlsplit(address)._replace(path=f"/{name}").geturl()
        server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="module")
def product(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Distributed]:
    """A migrated database and an API; workers and the scheduler come with the tests that need them."""
    shared = {
        "DATABASE_URL": database,
        "BROKER_URL": BROKER_URL,
        "WORKER_CONCURRENCY": "2",
        "LOG_FORMAT": "json",
    }
    if "CACHE_URL" in os.environ:
        shared["CACHE_URL"] = os.environ["CACHE_URL"]
    with started(Distributed(tmp_path_factory.mktemp("distributed"), **shared)) as product:
        yield product


@pytest.fixture(scope="module")
def alice(product: Distributed) -> Iterator[httpx.Client]:
    """Someone with an account and a key, who got both over HTTP."""
    signed_up = httpx.post(
        f"{product.url}/_allauth/app/v1/auth/signup",
        json={"email": "alice@example.com", "password": "correct horse battery staple"},
    ).json()
    access = {"Authorization": f"Bearer {signed_up['meta']['access_token']}"}
    wanted = {"name": "tests", "scopes": SCOPES}
    made = httpx.post(f"{product.url}/api/v1/api-keys", json=wanted, headers=access)
    with httpx.Client(base_url=f"{product.url}/api/v1", timeout=30) as client:
        client.headers["X-API-Key"] = made.json()["key"]
        yield client


@pytest.fixture
def rows(database: str) -> Iterator[psycopg.Connection]:
    """The database as its administrator sees it."""
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def start_worker(product: Distributed, rows: psycopg.Connection) -> Iterator[StartWorker]:
    """`start_worker()` returns one that has reported; all of them are gone after the test."""
    workers: list[Process] = []

    def start(name: str | None = None, **environment: str) -> Process:
        workers.append(product.start_worker(name or f"worker-{uuid4().hex}", **environment))
        eventually(lambda: rows.execute(REPORTED, [f"%-{claiming(workers[-1]).pid}-%"]).fetchone())
        return workers[-1]

    yield start
    product.kill(workers)
    rows.execute("DELETE FROM tools_workernode")


def claiming(worker: Process) -> psutil.Process:
    """The part of a supervised worker that claims executions, once it has begun."""
    supervisor = psutil.Process(worker.pid)
    found: list[psutil.Process] = eventually(lambda: workers_below(supervisor), what="a worker")
    return found[0]


def submit(client: httpx.Client, photo: bytes, **options: object) -> str:
    """Accepted work; its id."""
    answer = client.post(
        "/tools/image-convert/run",
        files={"file": ("photo.jpg", photo)},
        data={"options": json.dumps({"output_format": "webp"} | options)},
    )
    assert answer.status_code in {201, 202}, answer.text
    return str(answer.json()["id"])


def status(client: httpx.Client, execution: str) -> str:
    """Where it stands."""
    return str(client.get(f"/executions/{execution}").json()["status"])


def is_completed(client: httpx.Client, execution: str) -> bool:
    """Whether it has ended well; fails when it has ended otherwise."""
    found = status(client, execution)
    assert found in {"pending", "processing", "completed"}
    return found == "completed"


def lose_messages() -> int:
    """Empty the queue; how many messages there were."""
    with Connection(BROKER_URL) as broker:
        return int(broker.SimpleQueue(QUEUE).clear())


def story(rows: psycopg.Connection, execution: str) -> list[str]:
    """The types of its events, in order."""
    query = (
        "SELECT type FROM tools_executionevent WHERE execution_id = %s AND type <> 'progress' ORDER BY seq"
    )
    return [kind for (kind,) in rows.execute(query, [execution])]


def still_running(processes: list[psutil.Process], *, seconds: float) -> list[psutil.Process]:
    """Those that have not ended in time."""
    return psutil.wait_procs(processes, timeout=seconds)[1]


def test_a_newcomer_signs_up_runs_a_tool_and_fetches_the_result(
    alice: httpx.Client, photo: bytes, start_worker: StartWorker
) -> None:
    start_worker()

    answer = alice.post(
        "/tools/image-convert/run",
        files={"file": ("photo.jpg", photo)},
        data={"options": json.dumps({"output_format": "webp"})},
        headers={"Prefer": "wait=20"},
    )

    assert answer.status_code == 201, answer.text
    output = answer.json()["outputs"][0]
    content = alice.get(output["content_url"].removeprefix("/api/v1")).content
    assert (output["name"], len(content), content[8:12]) == ("photo.webp", output["size"], b"WEBP")


def test_messages_that_get_lost_change_nothing(
    alice: httpx.Client, photo: bytes, start_worker: StartWorker
) -> None:
    executions = [submit(alice, photo) for _ in range(3)]
    assert lose_messages() >= 3

    start_worker()

    eventually(lambda: all(is_completed(alice, execution) for execution in executions), seconds=20)


def test_messages_that_come_twice_or_make_no_sense_change_nothing(
    alice: httpx.Client, photo: bytes, rows: psycopg.Connection, start_worker: StartWorker
) -> None:
    worker = start_worker()
    known = {"lang": "py", "task": "tools.run_next", "argsrepr": "()", "kwargsrepr": "{}"}
    with Connection(BROKER_URL) as broker, broker.Producer() as producer:
        for number in range(20):
            headers = known | {"id": f"ring-{number // 2}"}
            producer.publish([[], {}, {}], routing_key=QUEUE, headers=headers, serializer="json")
        for headers in (known | {"id": "1", "task": "no.such_task"}, known | {"id": "2"}, {}):
            producer.publish([["surprise"], {}, {}], routing_key=QUEUE, headers=headers, serializer="json")
        producer.publish(b"\x80\x04garbage", routing_key=QUEUE, content_type="application/x-python-serialize")
        producer.publish(b"{not json", routing_key=QUEUE, content_type="application/json", headers=known)

    execution = submit(alice, photo)

    eventually(lambda: is_completed(alice, execution))
    assert story(rows, execution) == ["created", "claimed", "completed"]
    with Connection(BROKER_URL) as broker:
        queue: Any = broker.SimpleQueue(QUEUE).queue
        eventually(lambda: queue.queue_declare().message_count == 0, what="an empty queue")
    assert worker.poll() is None


def test_without_a_broker_work_is_accepted_at_once_and_done_by_those_who_look(
    product: Distributed, alice: httpx.Client, photo: bytes, start_worker: StartWorker
) -> None:
    nowhere = urlsplit(BROKER_URL)._replace(netloc=f"127.0.0.1:{free_port()}").geturl()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    api = product.start_api(port=port, BROKER_URL=nowhere)
    lonely = httpx.Client(base_url=f"{address}/api/v1", headers=alice.headers, timeout=30)
    eventually(lambda: can_connect(f"{address}/health"))
    lonely.get("/executions")

    answers = [
        lonely.post(
            "/tools/image-convert/run",
            files={"file": ("photo.jpg", photo)},
            data={"options": '{"output_format": "webp"}'},
        )
        for _ in range(5)
    ]

    assert {answer.status_code for answer in answers} == {202}
    assert max(answer.elapsed for answer in answers) < timedelta(seconds=5)
    ready = httpx.get(f"{address}/ready")
    assert ready.status_code == 200
    assert {check["name"]: check["status"] for check in ready.json()["checks"]}["broker"] == "degraded"

    start_worker(BROKER_URL=nowhere)

    eventually(lambda: all(is_completed(alice, answer.json()["id"]) for answer in answers), seconds=20)
    product.kill([api])


def can_connect(address: str) -> bool:
    """Whether something answers there."""
    try:
        return httpx.get(address).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def test_two_workers_never_run_the_same_execution(
    alice: httpx.Client, photo: bytes, rows: psycopg.Connection, start_worker: StartWorker
) -> None:
    executions = [submit(alice, photo) for _ in range(100)]
    workers = [start_worker(), start_worker()]

    eventually(lambda: all(is_completed(alice, execution) for execution in executions), seconds=60)

    assert Counter(tuple(story(rows, execution)) for execution in executions) == {
        ("created", "claimed", "completed"): 100
    }
    query = "SELECT worker FROM tools_toolexecution WHERE id = ANY(%s::uuid[])"
    by_pid = Counter(int(name.split("-")[2]) for (name,) in rows.execute(query, [executions]))
    assert set(by_pid) == {claiming(worker).pid for worker in workers}


@pytest.mark.parametrize("clock", ["+1h", "-1h"])
def test_a_worker_whose_clock_is_wrong_takes_nothing_from_others_and_loses_nothing(
    clock: str, alice: httpx.Client, photo: bytes, rows: psycopg.Connection, start_worker: StartWorker
) -> None:
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if library is None:
        pytest.skip("the Debian package faketime is not installed")
    start_worker()
    start_worker(LD_PRELOAD=str(library), FAKETIME=clock, FAKETIME_DONT_FAKE_MONOTONIC="1")
    executions = [submit(alice, photo) for _ in range(30)]

    eventually(lambda: all(is_completed(alice, execution) for execution in executions), seconds=60)

    assert {tuple(story(rows, execution)) for execution in executions} == {
        ("created", "claimed", "completed")
    }
    query = "SELECT count(DISTINCT worker) FROM tools_toolexecution WHERE id = ANY(%s::uuid[])"
    assert rows.execute(query, [executions]).fetchone() == (2,)


def is_a_run(process: psutil.Process) -> bool:
    """Whether it stands in a workspace."""
    try:
        return "/workspaces/" in process.cwd()
    except psutil.Error:
        return False


def test_nothing_of_a_run_outlives_its_killed_worker_and_another_begins_it_at_once(
    product: Distributed,
    alice: httpx.Client,
    big_photo: bytes,
    rows: psycopg.Connection,
    start_worker: StartWorker,
) -> None:
    worker = start_worker()
    execution = submit(alice, big_photo, **SLOW)
    eventually(lambda: status(alice, execution) == "processing")
    members = eventually(lambda: any(map(is_a_run, found := tree(worker))) and found, what="a tool at work")

    worker.kill()

    assert still_running(members, seconds=25) == []
    start_worker()
    eventually(lambda: "lost" in story(rows, execution), seconds=28)  # a lease alone would last for 30
    eventually(lambda: is_completed(alice, execution), seconds=60)
    assert story(rows, execution) == ["created", "claimed", "lost", "claimed", "completed"]
    found = rows.execute("SELECT lost, attempt FROM tools_toolexecution WHERE id = %s", [execution])
    assert found.fetchone() == (1, 1)


def test_a_worker_that_stood_by_takes_the_place_of_a_killed_one(start_worker: StartWorker) -> None:
    supervisor = psutil.Process(start_worker().pid)

    def standby() -> psutil.Process | None:
        return next((part for part in supervisor.children() if part.name() == STANDBY), None)

    ready = eventually(standby)
    eventually(lambda: any("toolhost" in " ".join(child.cmdline()) for child in ready.children()))

    workers_below(supervisor)[0].kill()

    eventually(lambda: workers_below(supervisor) == [ready])
    eventually(lambda: (found := standby()) and found != ready)


def end_by_signal(_: Distributed, worker: Process) -> None:
    """As an operator's init does."""
    worker.send_signal(signal.SIGTERM)


def end_by_message(product: Distributed, _: Process) -> None:
    """As Celery's own tools do."""
    product.celery("control", "--destination", "stopped@localhost", "shutdown").wait(timeout=30)


@pytest.mark.parametrize("end", [end_by_signal, end_by_message])
def test_a_worker_that_is_told_to_stop_hands_back_what_takes_longer_than_the_grace_time(
    product: Distributed,
    alice: httpx.Client,
    big_photo: bytes,
    rows: psycopg.Connection,
    start_worker: StartWorker,
    end: Callable[[Distributed, Process], None],
) -> None:
    worker = start_worker("stopped", SHUTDOWN_GRACE="1s")
    executions = [submit(alice, big_photo, **SLOW) for _ in range(3)]
    eventually(lambda: [status(alice, execution) for execution in executions].count("processing") == 2)
    members = tree(worker)

    end(product, worker)

    assert worker.wait(timeout=30) == 0
    assert still_running(members, seconds=5) == []
    told = Counter(tuple(story(rows, execution)) for execution in executions)
    assert told == {("created", "claimed", "handed_back"): 2, ("created",): 1}
    for execution in executions:
        alice.post(f"/executions/{execution}/cancel")


def test_a_worker_that_is_told_to_stop_ends_what_it_can_within_the_grace_time(
    alice: httpx.Client, big_photo: bytes, rows: psycopg.Connection, start_worker: StartWorker
) -> None:
    worker = start_worker(SHUTDOWN_GRACE="30s")
    execution, untouched = submit(alice, big_photo), submit(alice, big_photo)
    eventually(lambda: status(alice, execution) == "processing")
    members = tree(worker)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=40) == 0
    assert still_running(members, seconds=5) == []
    assert story(rows, execution) == ["created", "claimed", "completed"]
    assert "handed_back" not in story(rows, untouched)


def test_a_database_that_drops_every_connection_ends_neither_runs_nor_heartbeats(
    alice: httpx.Client, big_photo: bytes, database: str, rows: psycopg.Connection, start_worker: StartWorker
) -> None:
    start_worker()
    execution = submit(alice, big_photo, **SLOW)
    eventually(lambda: status(alice, execution) == "processing")
    with psycopg.connect(database) as blocker:
        blocker.execute("LOCK TABLE tools_toolexecution IN ACCESS EXCLUSIVE MODE")
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        eventually(lambda: len(rows.execute(waiting).fetchall()) == 2, what="heartbeat and look that wait")
        rows.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)",
            [blocker.info.backend_pid],
        )
    moment = rows.execute("SELECT now()").fetchone()

    reported = "SELECT 1 FROM tools_workernode WHERE seen_at > %s"
    eventually(lambda: rows.execute(reported, moment).fetchone(), seconds=40)

    eventually(lambda: is_completed(alice, execution), seconds=60)
    assert story(rows, execution) == ["created", "claimed", "completed"]


def test_a_busy_worker_keeps_few_connections_and_no_open_transaction(
    alice: httpx.Client, photo: bytes, rows: psycopg.Connection, start_worker: StartWorker
) -> None:
    worker = claiming(start_worker(API_THREADS="2"))
    executions = [submit(alice, photo) for _ in range(30)]

    eventually(lambda: all(is_completed(alice, execution) for execution in executions))

    server = rows.info.port
    ports = [found.laddr.port for found in worker.net_connections() if found.raddr[1:] == (server,)]
    assert 1 <= len(ports) <= 4
    query = "SELECT DISTINCT state FROM pg_stat_activity WHERE client_port = ANY(%s)"
    eventually(lambda: rows.execute(query, [ports]).fetchall() == [("idle",)])


def test_a_scheduler_that_was_away_for_a_day_makes_up_for_it(
    product: Distributed, alice: httpx.Client, rows: psycopg.Connection, start_worker: StartWorker
) -> None:
    file = alice.post("/files", files={"file": ("notes.txt", b"to be forgotten")})
    assert file.status_code == 201, file.text
    gone = "UPDATE tools_storedfile SET expires_at = now() - interval '1 hour' WHERE id = %s"
    rows.execute(gone, [file.json()["id"]])
    start_worker()
    beat = product.start_beat()
    eventually(lambda: any(b"utc_enabled" in path.read_bytes() for path in product.data_dir.glob("beat*")))
    beat.send_signal(signal.SIGTERM)
    assert beat.wait(timeout=20) == 0
    with shelve.open(str(product.data_dir / "beat"), writeback=True) as memory:
        for entry in memory["entries"].values():
            entry.last_run_at -= timedelta(days=1)

    beat = product.start_beat()

    state = "SELECT state FROM tools_storedfile WHERE id = %s"
    eventually(lambda: rows.execute(state, [file.json()["id"]]).fetchone() == ("deleted",))
    beat.send_signal(signal.SIGTERM)
    assert beat.wait(timeout=20) == 0


def test_a_worker_has_as_many_slots_as_the_environment_says(
    rows: psycopg.Connection, start_worker: StartWorker
) -> None:
    start_worker(WORKER_CONCURRENCY="3")
    assert rows.execute("SELECT concurrency FROM tools_workernode").fetchall() == [(3,)]


def test_celery_writes_into_our_log(product: Distributed, start_worker: StartWorker) -> None:
    start_worker()

    def celerys() -> list[dict[str, Any]]:
        lines = [line for line in product.log.read_text().splitlines() if line.startswith("{")]
        return [said for said in map(json.loads, lines) if said["logger"].startswith("celery.")]

    eventually(celerys)
    assert {"time", "level", "logger", "message"} <= set(celerys()[0])
