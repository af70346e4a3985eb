"""What lies on the disk after a run: every output whole and right, and nothing forgotten."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from blake3 import blake3
from PIL import Image

from tests.chaos.invariants import Violation
from tests.chaos.records import Execution, Records
from tests.chaos.workload import SLOW_SIZE, Submission, expected_text

UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Orphans:
    """Objects of the storage without a row."""

    explained: tuple[str, ...]
    """Left by an interruption between the object and its row, as the design allows; collected later."""
    unexplained: tuple[str, ...]


def check_contents(root: Path, records: Records, submissions: Iterable[Submission]) -> Iterator[Violation]:
    """I2: what is completed has its output, whose bytes are those that its row and its input promise."""
    slow_digests = set()
    for submission in submissions:
        execution = records.executions.get(submission.execution)
        if execution is None or execution.status != "completed":
            continue
        for output in execution.outputs:
            try:
                content = (root / output.key).read_bytes()
            except FileNotFoundError:
                yield Violation("contents", execution.id, f"has lost its output {output.key}")
                continue
            if (len(content), blake3(content).hexdigest()) != (output.size, output.blake3):
                yield Violation("contents", execution.id, "has an output that is not the one in its row")
            if submission.kind == "slow":
                slow_digests.add(output.blake3)
                yield from _check_picture(execution, content)
            elif content != expected_text(submission.number):
                yield Violation("contents", execution.id, f"answers {content[:80]!r}")
    if len(slow_digests) > 1:
        yield Violation("contents", "", f"one picture became {len(slow_digests)} different ones")


def _check_picture(execution: Execution, content: bytes) -> Iterator[Violation]:
    with Image.open(BytesIO(content)) as picture:
        picture.load()
        if picture.size != SLOW_SIZE:
            yield Violation("contents", execution.id, f"answers a picture of {picture.size}")


def find_orphans(root: Path, records: Records, *, unanswered: int) -> Orphans:
    """I7: each object has its row, or an interruption that explains why it has none.

    An output's key holds its lease, which must have been taken from its worker; an upload without a row needs
    a request that was never answered well.
    """
    known = {file.key for file in records.files.values() if file.state != "deleted"}
    interrupted = {
        event.lease
        for execution in records.executions.values()
        for event in execution.events
        if "lost" in event.data or event.type in {"retrying", "handed_back"}
    }
    explained, unexplained, uploads = [], [], []
    for path in sorted(found for found in root.rglob("*") if found.is_file()):
        key = path.relative_to(root).as_posix()
        kind, *parts = key.removesuffix(UNFINISHED).split("/")
        if key in known or kind == "ballast":
            continue
        if kind == "uploads":
            uploads.append(key)
        elif kind == "outputs" and len(parts) == 3 and parts[1] in interrupted:
            explained.append(key)
        else:
            unexplained.append(key)
    (explained if len(uploads) <= unanswered else unexplained).extend(uploads)
    return Orphans(tuple(explained), tuple(unexplained))


def leftover_workspaces(data_dir: Path) -> list[str]:
    """I9: directories of runs, all of which have ended."""
    return [str(path.relative_to(data_dir)) for path in (data_dir / "workspaces").glob("*/*")]
