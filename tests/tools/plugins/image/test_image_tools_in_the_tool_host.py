"""The image tools within the walls of the real tool host: its memory, its files, and no font or network."""

import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image
from pydantic import JsonValue

from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome


@pytest.fixture
def photo(quarters: Image.Image, tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    quarters.resize((320, 240)).save(path, quality=95)
    return path


def job_of(
    folder: Path,
    tool: str,
    files: list[Path],
    *,
    options: Mapping[str, JsonValue],
    roles: list[str] | None = None,
) -> Job:
    workspace = folder / "workspace"
    workspace.mkdir(mode=0o700)
    inputs = []
    for number, (file, role) in enumerate(zip(files, roles or ["source"] * len(files), strict=True)):
        path = workspace / f"input-{number + 1}{file.suffix}"
        path.write_bytes(file.read_bytes())
        inputs.append(
            JobInput(role=role, path=path, name=file.name, format=file.suffix[1:], size=path.stat().st_size)
        )
    return Job(tool=tool, options=dict(options), inputs=tuple(inputs), workspace=workspace)


def launch(host: ToolHost, job: Job) -> Outcome:
    return host.launch(job).wait(lambda _fraction, _message: None)


CASES: list[tuple[str, int, dict[str, JsonValue], str]] = [
    ("image-resize", 1, {"size": {"by": "width", "width": 100}}, "jpg"),
    ("image-crop", 1, {"area": {"by": "ratio", "across": 1, "down": 1, "focus": "attention"}}, "jpg"),
    ("image-rotate", 1, {"turn": "90_cw"}, "jpg"),
    ("image-rotate", 1, {"turn": "angle", "angle": 12, "output_format": "png"}, "png"),
    ("image-compress", 1, {"goal": {"by": "size", "max_bytes": 3_000}, "output_format": "smallest"}, ""),
    ("image-strip-metadata", 1, {}, "jpg"),
    ("image-watermark", 1, {"text": "© Größe 日本", "tile": True, "angle": 30}, "jpg"),
    ("image-compare", 2, {}, "png"),
    ("image-collage", 3, {"captions": True}, "jpg"),
    ("images-to-gif", 3, {"output_format": "webp"}, "webp"),
    ("image-vectorize", 1, {}, "svg"),
    ("image-favicon", 1, {}, "zip"),
    ("barcode-create", 0, {"kind": "code_128", "text": "HOST-42", "output_format": "png"}, "png"),
]


@pytest.mark.parametrize(("tool", "count", "options", "format"), CASES, ids=lambda value: str(value)[:24])
def test_it_works_within_the_walls(
    tool_host: ToolHost,
    tmp_path: Path,
    photo: Path,
    tool: str,
    count: int,
    options: dict[str, JsonValue],
    format: str,
) -> None:
    outcome = launch(tool_host, job_of(tmp_path, tool, [photo] * count, options=options))

    assert outcome.fault is None
    (file,) = outcome.files
    assert file.format == format or (not format and file.format in {"jpg", "webp", "avif"})
    assert file.path.stat().st_size > 0


def test_barcodes_of_a_page_are_read(tool_host: ToolHost, tmp_path: Path) -> None:
    made = launch(
        tool_host, job_of(tmp_path, "barcode-create", [], options={"text": "walls", "output_format": "png"})
    )
    Image.open(made.files[0].path).convert("RGB").save(tmp_path / "page.pdf")
    (tmp_path / "again").mkdir()

    outcome = launch(
        tool_host, job_of(tmp_path / "again", "barcode-read", [tmp_path / "page.pdf"], options={})
    )

    assert outcome.fault is None
    assert isinstance(outcome.result, dict)
    assert [code["text"] for code in outcome.result["barcodes"]] == ["walls"]  # type: ignore[index, call-overload, union-attr]


def test_a_long_compression_is_told_and_can_be_cancelled(tool_host: ToolHost, tmp_path: Path) -> None:
    path = tmp_path / "grain.png"
    Image.effect_noise((1_600, 1_200), 90).convert("RGB").save(path, compress_level=1)
    goal: dict[str, JsonValue] = {"by": "likeness", "min_ssim": 0.9}
    told: list[str] = []
    heard = threading.Event()

    def tell(_fraction: float, message: str) -> None:
        told.append(message)
        heard.set()

    run = tool_host.launch(
        job_of(tmp_path, "image-compress", [path], options={"goal": goal, "output_format": "smallest"})
    )

    def cancel() -> None:
        heard.wait(60)
        run.kill()

    waiter = threading.Thread(target=cancel)
    waiter.start()
    outcome = run.wait(tell)
    waiter.join()

    assert outcome.killed
    assert "quality" in told[0]
    assert outcome.files == ()
