"""RapidOCR reads within the real tool host: without a socket, with nothing written outside its workspace."""

import shutil
from pathlib import Path

import pytest

from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput
from tests.tools.plugins.ocr.conftest import DrawPage, needs_tesseract


@pytest.mark.parametrize("engine", [pytest.param("tesseract", marks=needs_tesseract), "rapidocr"])
def test_a_line_is_read(tool_host: ToolHost, tmp_path: Path, draw_page: DrawPage, engine: str) -> None:
    page = tmp_path / "page.png"
    draw_page("Read me in the dark", size=(700, 140)).save(page)
    workspace = tmp_path / "workspace"
    workspace.mkdir(mode=0o700)
    path = workspace / "input-1.png"
    shutil.copy(page, path)
    source = JobInput(role="source", path=path, name="page.png", format="png", size=path.stat().st_size)
    told: list[str] = []

    job = Job(tool="ocr", options={"engine": engine}, inputs=(source,), workspace=workspace)
    outcome = tool_host.launch(job).wait(lambda _fraction, message: told.append(message))

    assert outcome.fault is None
    assert outcome.files[0].path.read_text("utf-8") == "Read me in the dark\n"
    assert isinstance(outcome.result, dict)
    assert outcome.result["engine"] == engine
    assert told[0] == "page 1 of 1"
