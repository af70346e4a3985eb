"""What starts threads, event loops or big libraries does so within the walls of the real tool host."""

import shutil
from pathlib import Path

import pytest
from pydantic import JsonValue

from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome
from tests.tools.plugins.pdf.papers import write_lines
from tests.tools.plugins.pdf.test_pdf_signatures import make_authority


def launch(
    host: ToolHost, folder: Path, *, tool: str, files: dict[str, Path], options: dict[str, JsonValue]
) -> tuple[Outcome, list[float]]:
    workspace = folder / f"workspace-{tool}"
    workspace.mkdir(mode=0o700)
    inputs = []
    for number, (role, file) in enumerate(files.items()):
        path = workspace / f"input-{number}{file.suffix}"
        shutil.copy(file, path)
        size = path.stat().st_size
        inputs.append(JobInput(role=role, path=path, name=file.name, format=file.suffix[1:], size=size))
    told: list[float] = []
    job = Job(tool=tool, options=options, inputs=tuple(inputs), workspace=workspace)
    return host.launch(job).wait(lambda fraction, _message: told.append(fraction)), told


def test_a_document_is_signed_and_verified(tool_host: ToolHost, tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    paper = write_lines(tmp_path / "deed.pdf", ("Deed",))

    signed, _ = launch(
        tool_host,
        tmp_path,
        tool="pdf-sign",
        files={"source": paper, "certificate": authority.signer},
        options={"certificate_password": "tea", "visible": True},
    )
    assert signed.fault is None
    checked, _ = launch(
        tool_host,
        tmp_path,
        tool="pdf-verify-signature",
        files={"source": signed.files[0].path, "roots": authority.root},
        options={},
    )

    assert checked.fault is None
    assert isinstance(checked.result, dict)
    assert checked.result["all_good"] is True


@pytest.mark.parametrize("engine", ["layout", "flow"])
def test_a_document_becomes_one_of_word(tool_host: ToolHost, tmp_path: Path, engine: str) -> None:
    paper = write_lines(tmp_path / "a.pdf", ("Words",), ("More",))

    outcome, told = launch(
        tool_host, tmp_path, tool="pdf-to-docx", files={"source": paper}, options={"engine": engine}
    )

    assert outcome.fault is None
    assert [file.format for file in outcome.files] == ["docx"]
    assert isinstance(outcome.result, dict)
    assert outcome.result["documents"] == [{"name": "a.pdf", "engine": engine, "pages": 2}]
    assert told[0] == 0.0


def test_words_are_redacted(tool_host: ToolHost, tmp_path: Path) -> None:
    paper = write_lines(tmp_path / "a.pdf", ("keep secret keep",))

    outcome, _ = launch(
        tool_host, tmp_path, tool="pdf-redact", files={"source": paper}, options={"texts": ["secret"]}
    )

    assert outcome.fault is None
    assert isinstance(outcome.result, dict)
    assert outcome.result["verified"] is True
    assert b"secret" not in outcome.files[0].path.read_bytes()
