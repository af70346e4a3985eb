"""The PDF tools within the walls of the real tool host."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from apps.tools.plugins.pdf.compress_options import PdfCompressResult
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome
from tests.tools.plugins.pdf.papers import lock
from tests.tools.plugins.pdf.readings import texts


def launch(host: ToolHost, folder: Path, tool: str, *files: Path, **options: Any) -> Outcome:
    workspace = folder / "workspace"
    workspace.mkdir(mode=0o700)
    inputs = []
    for number, file in enumerate(files, start=1):
        path = workspace / f"input-{number}{file.suffix}"
        shutil.copy(file, path)
        inputs.append(
            JobInput(
                role="source", path=path, name=file.name, format=file.suffix[1:], size=path.stat().st_size
            )
        )
    job = Job(tool=tool, options=options, inputs=tuple(inputs), workspace=workspace)
    return host.launch(job).wait(lambda _fraction, _message: None)


def test_letters_are_set_and_embedded_within_the_walls(
    tool_host: ToolHost, tmp_path: Path, book: Path
) -> None:
    outcome = launch(tool_host, tmp_path, "pdf-watermark", book, text="GEPRÜFT", rotation=45)

    assert outcome.fault is None
    assert outcome.files[0].details["pages"] == 3
    assert all("GEPRÜFT" in text for text in texts(outcome.files[0].path))


def test_files_are_merged_with_a_table_of_contents(
    tool_host: ToolHost, tmp_path: Path, book: Path, ten: Path
) -> None:
    outcome = launch(tool_host, tmp_path, "pdf-merge", book, ten, table_of_contents=True)

    assert outcome.fault is None
    assert outcome.files[0].details["pages"] == 14


@pytest.mark.parametrize(("password", "code"), [(None, "input_encrypted"), ("wrong", "input_encrypted")])
def test_a_locked_document_needs_its_password(
    tool_host: ToolHost, tmp_path: Path, book: Path, password: str | None, code: str
) -> None:
    outcome = launch(tool_host, tmp_path, "pdf-to-text", lock(book, "geheim"), password=password)

    assert outcome.fault
    assert outcome.fault.code == code
    assert str(tmp_path) not in outcome.fault.detail


def test_pages_are_drawn_into_one_tiff(tool_host: ToolHost, tmp_path: Path, book: Path) -> None:
    outcome = launch(tool_host, tmp_path, "pdf-to-images", book, output_format="tiff", dpi=36)

    assert outcome.fault is None
    assert outcome.files[0].details == {"width": 298, "height": 421, "frames": 3}


def test_a_document_is_compressed(tool_host: ToolHost, tmp_path: Path, ten: Path) -> None:
    outcome = launch(tool_host, tmp_path, "pdf-compress", ten)

    assert outcome.fault is None
    result = PdfCompressResult.model_validate(outcome.result)
    assert result.bytes_after < result.bytes_before == ten.stat().st_size
