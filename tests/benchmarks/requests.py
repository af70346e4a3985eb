"""How many requests a second the embedded product answers to eight clients with an API key.

uv run python -m tests.benchmarks.requests
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

from tests.benchmarks.measuring import Figure, arguments, median_of, product, show
from tests.support.product import Product

CLIENTS = 8
SECONDS = 3.0
LISTED = 50
CONVERT = "/api/v1/tools/unit-convert/executions"
EXECUTIONS = "/api/v1/executions"
CONVERSION = json.dumps({"options": {"from_unit": "km", "to_unit": "mi", "value": "1"}})


class Asker:
    """Who asks, and how."""

    def __init__(self, product: Product, *, key: str) -> None:
        self._port = product.port
        self._headers = {"Authorization": key, "Content-Type": "application/json"}

    def ask(self, connection: HTTPConnection, *, path: str, body: str | None = None) -> bytes:
        """One request on a connection that is kept."""
        connection.request("POST" if body else "GET", path, body, self._headers)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status < 300, content
        return content

    def rate(self, *, path: str, body: str | None = None) -> float:
        """Answers a second to all clients together."""
        until = time.perf_counter() + SECONDS

        def client(_number: int) -> int:
            connection, count = HTTPConnection("127.0.0.1", self._port), 0
            while time.perf_counter() < until:
                self.ask(connection, path=path, body=body)
                count += 1
            connection.close()
            return count

        with ThreadPoolExecutor(CLIENTS) as pool:
            return sum(pool.map(client, range(CLIENTS))) / SECONDS


def measure(*, repeat: int) -> list[Figure]:
    """Each kind of request in turn, several times over."""
    with product() as started, started.client() as client:
        asker = Asker(started, key=client.headers["Authorization"])
        connection = HTTPConnection("127.0.0.1", started.port)
        for _ in range(LISTED):
            made = json.loads(asker.ask(connection, path=CONVERT, body=CONVERSION))
        connection.close()
        kinds: dict[str, dict[str, str]] = {
            "GET /health": {"path": "/health"},
            "GET /executions/{id}": {"path": f"{EXECUTIONS}/{made['id']}"},
            f"GET /executions ({LISTED})": {"path": f"{EXECUTIONS}?limit={LISTED}"},
            "POST /tools/unit-convert/executions": {"path": CONVERT, "body": CONVERSION},
        }
        samples: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(repeat):
            for name, request in kinds.items():
                samples[name].append(asker.rate(**request))
    return [median_of(name, rates, unit="/s") for name, rates in samples.items()]


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=3)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
