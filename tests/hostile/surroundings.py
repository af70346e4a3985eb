"""The product with things around it that no hostile file may touch: secrets, a neighbour, a listener."""

import json
import secrets
import selectors
import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.hostile.case import Case, Lures
from tests.support.product import Product, eventually, running

ENDED = {"completed", "failed", "cancelled"}
MiB = 2**20
GROWTH = 100 * MiB
"""Of the API's memory, over all cases together."""


@dataclass(frozen=True)
class Answer:
    """What became of a case: a refusal of the API, or an execution that ended."""

    code: str
    """`completed`, or why not."""
    document: dict[str, Any]
    outputs: list[bytes] = field(default_factory=list)

    @property
    def told(self) -> bytes:
        """All that the sender has got to read."""
        return b"\n".join([json.dumps(self.document).encode(), *self.outputs])


class Listener:
    """Accepts TCP connections and UDP packets on one port, and remembers that any came."""

    def __init__(self) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.heard: list[bytes] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self.tcp, selectors.EVENT_READ)
            selector.register(self.udp, selectors.EVENT_READ)
            while not self._ended.is_set():
                for key, _ in selector.select(0.1):
                    if key.fileobj is self.udp:
                        self.heard.append(self.udp.recv(2048))
                    else:
                        connection, _address = self.tcp.accept()
                        with connection:
                            connection.settimeout(1)
                            self.heard.append(connection.recv(2048))

    def close(self) -> None:
        """Listen no longer."""
        self._ended.set()
        self._thread.join()
        self.tcp.close()
        self.udp.close()


class Surroundings:
    """One product for all cases; whatever it is given, these things hold."""

    def __init__(self, product: Product, *, canary: str, listener: Listener) -> None:
        self.product = product
        self.canary = canary.encode()
        self.listener = listener
        self.lures = Lures(
            url=f"http://127.0.0.1:{listener.port}",
            port=listener.port,
            secret=product.data_dir / "canary.txt",
        )
        self.client = product.client()
        self.neighbour = product.client("bob@example.com")
        self.plant(self.neighbour)
        self.memory = self._memory_of_api()

    def plant(self, neighbour: httpx.Client) -> None:
        """A file of somebody else's, and one beside the database; the environment has it too."""
        sent = {"file": ("private.txt", self.canary * 10)}
        assert neighbour.post("/files", files=sent).status_code == httpx.codes.CREATED
        self.lures.secret.write_bytes(self.canary)

    def send(self, case: Case, folder: Path) -> Answer:
        """Let the product do it, and wait for its end."""
        files = []
        for number, (role, name, make) in enumerate(((case.role, case.name, case.make), *case.more)):
            path = folder / str(number)
            make(path, self.lures)
            files.append((role, (name, path.open("rb"))))
        try:
            answer = self.client.post(
                f"/tools/{case.tool}/run",
                files=files,
                data={"options": json.dumps(case.options)},
                headers={"Prefer": "wait=30"},
                timeout=120,
            )
        finally:
            for _, (_, file) in files:
                file.close()
        assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR, answer.text
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            assert answer.headers["Content-Type"] == "application/problem+json"
            return Answer(answer.json()["code"], answer.json())
        address = f"/executions/{answer.json()['id']}"
        eventually(lambda: self.client.get(address).json()["status"] in ENDED, seconds=case.seconds)
        return self._answer_of(self.client.get(address).json())

    def _answer_of(self, execution: dict[str, Any]) -> Answer:
        if execution["status"] != "completed":
            return Answer(execution["error"]["code"], execution)
        outputs = [
            self.client.get(f"/files/{output['id']}/content").content for output in execution["outputs"]
        ]
        members = [member for content in outputs for member in _members(content)]
        return Answer("completed", execution, [*outputs, *members])

    def check(self, answer: Answer) -> None:
        """What must be true after every case."""
        assert httpx.get(f"{self.product.url}/health", timeout=10).status_code == httpx.codes.OK
        assert self.canary not in answer.told
        assert self.canary not in self.product.log.read_bytes()
        assert self.listener.heard == []
        eventually(self._is_clean, seconds=30, what="the end of all processes and workspaces")
        assert self._memory_of_api() - self.memory < GROWTH

    def _is_clean(self) -> bool:
        """No workspace of a run is left, and no process stands in one."""
        workspaces = self.product.data_dir / "workspaces"
        if list(workspaces.glob("*/*")):
            return False
        return not any(_stands_below(process, workspaces) for process in self.product.processes())

    def _memory_of_api(self) -> int:
        parts = self.product.processes()[0].children()
        (api,) = (part for part in parts if "granian" in " ".join(part.cmdline()))
        return sum(it.memory_info().rss for it in [api, *api.children(recursive=True)])


def _stands_below(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()).is_relative_to(folder)
    except psutil.Error:
        return False


def _members(content: bytes) -> Iterator[bytes]:
    """What is in an output that is an archive: a canary may have been packed."""
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for member in archive.infolist()[:200]:
                yield member.filename.encode()
                if member.file_size < MiB:
                    yield archive.read(member)


@contextmanager
def surroundings(folder: Path) -> Iterator[Surroundings]:
    """The product, a canary in its environment and its directory, and the listener."""
    canary = f"CANARY-{secrets.token_hex(16)}"
    listener = Listener()
    try:
        with running(folder, HOSTILE_CANARY=canary) as product:
            yield Surroundings(product, canary=canary, listener=listener)
    finally:
        listener.close()
