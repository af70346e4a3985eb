"""What the tool host adds to pandoc for a document of some pages: a fresh process, the sandbox, verification.

uv run python -m tests.benchmarks.document_overhead
"""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from apps.tools.plugins.document.pandoc import HEAP, program
from apps.tools.proving.document_texts import MARKDOWN, WORDS
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput
from tests.benchmarks.measuring import Figure, arguments, median_of, milliseconds, show

ALLOWED_RATIO, ALLOWED_MS = 1.05, 30
COPIES = 100


def convert(host: ToolHost, source: Path) -> None:
    """One job to its verified file."""
    workspace = source.parent / str(uuid4())
    workspace.mkdir(mode=0o700)
    item = JobInput(role="source", path=source, name=source.name, format="md", size=source.stat().st_size)
    job = Job(tool="document-convert", options={"output_format": "docx"}, inputs=(item,), workspace=workspace)
    outcome = host.launch(job).wait(lambda *_: None)
    assert outcome.files, outcome


def bare(source: Path) -> None:
    """The same pandoc by itself."""
    argv = [program(), "+RTS", HEAP, "-RTS", "--sandbox", "--standalone", "--from=gfm", "--to=docx"]
    subprocess.run([*argv, f"--output={source.with_suffix('.docx')}", str(source)], check=True)


def measure(*, repeat: int) -> list[Figure]:
    """Pairs, in turn, so that both see the same machine."""
    text = MARKDOWN
    for name, word in WORDS.items():
        text = text.replace(f"${name}", word)
    host = ToolHost()
    host.start()
    try:
        with TemporaryDirectory(prefix="benchmark-") as folder:
            source = Path(folder) / "text.md"
            source.write_text(text * COPIES)
            convert(host, source)
            bare(source)
            pairs = [
                (milliseconds(lambda: convert(host, source)), milliseconds(lambda: bare(source)))
                for _ in range(repeat)
            ]
    finally:
        host.stop()
    return [
        median_of("by the tool host", [ours for ours, _ in pairs]),
        median_of("pandoc alone", [alone for _, alone in pairs]),
        median_of("ratio", [ours / alone for ours, alone in pairs], unit="x"),
        median_of(
            f"beyond {ALLOWED_RATIO} x pandoc",
            [ours - ALLOWED_RATIO * alone for ours, alone in pairs],
            at_most=ALLOWED_MS,
        ),
    ]


if __name__ == "__main__":
    wanted = arguments(__doc__, repeat=15)
    show(measure(repeat=wanted.repeat), as_json=wanted.json)
