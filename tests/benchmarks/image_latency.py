"""How long a client waits for a photo of two megapixels as WebP, upload and answer included.

uv run python -m tests.benchmarks.image_latency
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.benchmarks.measuring import Figure, arguments, median_of, milliseconds, product, show
from tests.benchmarks.photo import photo
from tests.benchmarks.pictures import OPTIONS, bare_libvips

TARGET_MS = 250
WARM_UP = 5


def convert(client: httpx.Client, picture: bytes) -> None:
    """One request that waits for its end."""
    answer = client.post(
        "/tools/image-convert/run",
        headers={"Prefer": "wait=10"},
        files={"file": ("photo.jpg", picture)},
        data={"options": json.dumps(OPTIONS)},
    )
    assert answer.status_code == httpx.codes.CREATED, answer.text
    assert answer.json()["status"] == "completed", answer.text


def measure(*, repeat: int) -> list[Figure]:
    """One client; the bare call takes its turn after each request."""
    picture = photo()
    with TemporaryDirectory(prefix="benchmark-") as folder, product() as started:
        source = Path(folder) / "photo.jpg"
        source.write_bytes(picture)
        with started.client() as client, bare_libvips(source) as bare:
            for _ in range(WARM_UP):
                convert(client, picture)
            pairs = [(milliseconds(lambda: convert(client, picture)), bare.convert()) for _ in range(repeat)]
    requests, alone = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return [
        median_of("request to answer", requests, at_most=TARGET_MS),
        median_of("libvips alone", alone),
        median_of("overhead", [request - bare for request, bare in pairs]),
    ]


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=30)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
