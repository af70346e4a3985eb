"""What the tool host adds to ffmpeg for a film and for a song: looking, the sandbox, verification.

uv run python -m tests.benchmarks.media_overhead
"""

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.tools.plugins.media.ffmpeg import find_ffmpeg
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput
from tests.benchmarks.measuring import Figure, arguments, median_of, milliseconds, show

ALLOWED_RATIO, ALLOWED_MS = 1.05, 30

FILM = (
    "-f",
    "lavfi",
    "-i",
    "testsrc2=s=640x360:r=25:d=10",
    "-f",
    "lavfi",
    "-i",
    "sine=d=10",
    "-pix_fmt",
    "yuv420p",
)
SONG = ("-f", "lavfi", "-i", "aevalsrc='0.3*random(0)|0.3*sin(880*t)':d=120:s=44100")
X264 = ("-map_metadata", "-1", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p")
WORK = {
    "encode a film": (
        "video-convert",
        "film.mkv",
        {"output_format": "mp4", "mode": "reencode"},
        (*X264, "-c:a", "copy"),
    ),
    "copy a film": (
        "video-convert",
        "film.mkv",
        {"output_format": "mp4"},
        ("-map_metadata", "-1", "-c", "copy"),
    ),
    "encode a song": ("audio-convert", "song.wav", {"output_format": "mp3"}, ("-b:a", "192k")),
}


def ffmpeg(*parts: str) -> None:
    """The bare command."""
    subprocess.run([find_ffmpeg(), "-nostdin", "-v", "error", "-y", *parts], check=True)


def through(host: ToolHost, tool: str, source: Path, options: dict[str, str]) -> None:
    """One job to its verified file."""
    path = JobInput(
        role="source", path=source, name=source.name, format=source.suffix[1:], size=source.stat().st_size
    )
    with TemporaryDirectory(prefix="run-", dir=source.parent) as workspace:
        job = Job(tool=tool, options=dict(options), inputs=(path,), workspace=Path(workspace))
        outcome = host.launch(job).wait(lambda *_: None)
        assert outcome.files, outcome


def compare(name: str, ours: Callable[[], None], bare: Callable[[], None], *, repeat: int) -> list[Figure]:
    """Pairs, in turn, so that both see the same machine."""
    ours()
    pairs = [(milliseconds(ours), milliseconds(bare)) for _ in range(repeat)]
    return [
        median_of(f"{name}: by the tool host", [taken for taken, _ in pairs]),
        median_of(f"{name}: ffmpeg alone", [alone for _, alone in pairs]),
        median_of(f"{name}: ratio", [taken / alone for taken, alone in pairs], unit="x"),
        median_of(
            f"{name}: beyond {ALLOWED_RATIO} x ffmpeg",
            [taken - ALLOWED_RATIO * alone for taken, alone in pairs],
            at_most=ALLOWED_MS,
        ),
    ]


def measure(*, repeat: int) -> list[Figure]:
    """Every kind of work."""
    host, figures = ToolHost(), []
    host.start()
    try:
        with TemporaryDirectory(prefix="benchmark-") as folder:
            ffmpeg(*FILM, "-c:a", "aac", f"{folder}/film.mkv")
            ffmpeg(*SONG, f"{folder}/song.wav")
            for name, (tool, file, options, bare) in WORK.items():
                source, target = Path(folder, file), f"{folder}/bare.{options['output_format']}"
                ours = partial(through, host, tool, source, options)
                alone = partial(ffmpeg, "-i", str(source), *bare, target)
                figures += compare(name, ours, alone, repeat=repeat)
    finally:
        host.stop()
    return figures


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=7)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
