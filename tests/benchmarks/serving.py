"""Plain requests through our server beside the same Django under granian's WSGI.

uv run python -m tests.benchmarks.serving
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.load import ask_together, request_bytes
from tests.benchmarks.measuring import Figure, arguments, median_of, show
from tests.support.product import Distributed, eventually, free_port, started

CLIENTS = 16
SECONDS = 4.0
WSGI = ("--interface", "wsgi", "--blocking-threads", "8", "--no-ws", "--workers-kill-timeout", "5")


def start_wsgi(product: Distributed, port: int) -> None:
    """The peer: the same settings and data, served as WSGI."""
    address = ("--host", "127.0.0.1", "--port", str(port))
    product.spawn(sys.executable, "-m", "granian", *WSGI, *address, "apps.config.wsgi:application")


def measure(*, repeat: int) -> list[Figure]:
    """Both in turn, request by request."""
    with (
        TemporaryDirectory(prefix="benchmark-") as directory,
        started(Distributed(Path(directory), LOG_LEVEL="WARNING")) as product,
        product.client() as client,
    ):
        key, port = str(client.headers["Authorization"]), free_port()
        start_wsgi(product, port)
        requests = {
            "GET /health": request_bytes("GET", "/health", key=key),
            "GET /me": request_bytes("GET", "/api/v1/me", key=key),
        }
        ready = requests["GET /health"]
        eventually(lambda: _answers(port, ready), seconds=60, what="the peer")
        ratios: dict[str, list[float]] = {name: [] for name in requests}
        for _ in range(repeat):
            for name, request in requests.items():
                ours, theirs = (
                    len(ask_together(CLIENTS, seconds=SECONDS, port=address, request=request))
                    for address in (product.port, port)
                )
                ratios[name].append(ours / theirs)
    return [
        median_of(f"{name}: ours / granian WSGI (≥ 0.75)", found, unit="x") for name, found in ratios.items()
    ]


def _answers(port: int, request: bytes) -> bool:
    try:
        return bool(ask_together(1, seconds=0.1, port=port, request=request))
    except OSError:
        return False


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=5)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
