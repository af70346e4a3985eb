"""The broker of a run: nobody else's messages pass there, and its door can be shut."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit
from uuid import uuid4

import redis
from kombu import Connection

from tests.chaos.proxy import Proxy
from tests.support.product import eventually, free_port

QUEUE = "celery"
TASK = "tools.run_next"
RABBITMQ = "amqp://guest:guest@127.0.0.1:5672//"
REDIS = "redis://127.0.0.1:6379/13"


class Broker:
    """Where the product publishes its rings: at a proxy's port; `direct` is the service itself."""

    def __init__(self, direct: str) -> None:
        self.direct = direct
        address = urlsplit(direct)
        self.proxy = Proxy(address.hostname or "127.0.0.1", address.port or 5672)
        who = f"{address.username}:{address.password}@" if address.username else ""
        self.url = address._replace(netloc=f"{who}127.0.0.1:{self.proxy.port}").geturl()

    def purge(self) -> int:
        """Lose every message that waits; how many there were."""
        with Connection(self.direct) as connection:
            return int(connection.SimpleQueue(QUEUE).clear())

    def repeat(self, times: int) -> None:
        """Deliver one ring again and again, with some that are stale, unknown or no rings at all."""
        known = {"lang": "py", "task": TASK, "id": str(uuid4()), "argsrepr": "()", "kwargsrepr": "{}"}
        with Connection(self.direct) as connection, connection.Producer() as producer:
            for _ in range(times):
                producer.publish([[], {}, {}], routing_key=QUEUE, headers=known, serializer="json")
            for headers in (known | {"task": "no.such_task"}, {}):
                producer.publish([["?"], {}, {}], routing_key=QUEUE, headers=headers, serializer="json")
            producer.publish(b"{not json", routing_key=QUEUE, content_type="application/json", headers=known)


@contextmanager
def broker(kind: str) -> Iterator[Broker]:
    """One of this kind, to ourselves; nothing of it is left."""
    with own_redis() if kind == "redis" else own_rabbitmq() as address:
        found = Broker(address)
        try:
            yield found
        finally:
            found.proxy.close()


@contextmanager
def own_redis() -> Iterator[str]:
    """A Redis of our own; a database of the machine's that nobody else uses where it cannot be started."""
    if shutil.which("redis-server") is None:
        yield REDIS
        return
    port = free_port()
    with TemporaryDirectory(prefix="chaos-redis-") as folder:
        quietly = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder)
        command = ("redis-server", "--port", str(port), *quietly)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            eventually(lambda: _answers(port), what="our Redis")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    try:
        with redis.Redis(port=port, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


@contextmanager
def own_rabbitmq() -> Iterator[str]:
    """A virtual host of our own; the machine's default one where we may not make any."""
    control = shutil.which("rabbitmqctl") or shutil.which("/usr/sbin/rabbitmqctl")
    if control is None or not Path(control).exists():
        yield RABBITMQ
        return
    name = f"chaos-{uuid4().hex}"
    subprocess.run([control, "-q", "add_vhost", name], check=True)
    subprocess.run([control, "-q", "set_permissions", "-p", name, "guest", ".*", ".*", ".*"], check=True)
    try:
        yield f"{RABBITMQ.rstrip('/')}/{quote(name)}"
    finally:
        subprocess.run([control, "-q", "delete_vhost", name], check=True)
