"""What the tool host adds to libvips for a photo: a fresh process, the sandbox, verification.

uv run python -m tests.benchmarks.image_overhead
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from apps.tools.toolhost.host import ToolHost
from tests.benchmarks.measuring import Figure, arguments, median_of, milliseconds, show
from tests.benchmarks.photo import photo
from tests.benchmarks.pictures import bare_libvips, job

ALLOWED_RATIO, ALLOWED_MS = 1.15, 10


def convert(host: ToolHost, source: Path) -> None:
    """One job to its verified file."""
    outcome = host.launch(job(source, workspaces=source.parent)).wait(lambda *_: None)
    assert outcome.files, outcome


def measure(*, repeat: int) -> list[Figure]:
    """Pairs, in turn, so that both see the same machine."""
    host = ToolHost()
    host.start()
    try:
        with TemporaryDirectory(prefix="benchmark-") as folder:
            source = Path(folder) / "photo.jpg"
            source.write_bytes(photo())
            with bare_libvips(source) as bare:
                convert(host, source)
                pairs = [(milliseconds(lambda: convert(host, source)), bare.convert()) for _ in range(repeat)]
    finally:
        host.stop()
    return [
        median_of("by the tool host", [ours for ours, _ in pairs]),
        median_of("libvips alone", [bare for _, bare in pairs]),
        median_of("ratio", [ours / bare for ours, bare in pairs], unit="x"),
        median_of(
            f"beyond {ALLOWED_RATIO} x libvips",
            [ours - ALLOWED_RATIO * bare for ours, bare in pairs],
            at_most=ALLOWED_MS,
        ),
    ]


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=30)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
