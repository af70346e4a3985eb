"""Documents by other libraries than the tools write with, and by hand where they are hostile."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from apps.tools.formats import format_of_name
from apps.tools.proving.document_samples import write_sample
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome

Sample = Callable[[str], Path]
Launch = Callable[..., Outcome]
Rewrite = Callable[[Path, dict[str, bytes]], Path]

needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """The document that the proofs use, in a format."""

    def make(format: str) -> Path:
        path = tmp_path / f"sample.{format}"
        write_sample(format, path)
        return path

    return make


@pytest.fixture
def launch(tool_host: ToolHost, tmp_path: Path) -> Launch:
    """Run a tool in the real tool host."""

    def run(tool: str, path: Path, **options: Any) -> Outcome:
        workspace = tmp_path / f"workspace-{tool}"
        workspace.mkdir(mode=0o700)
        found = format_of_name(path.name)
        assert found
        source = JobInput(role="source", path=path, name=path.name, format=found.id, size=path.stat().st_size)
        job = Job(tool=tool, options=options, inputs=(source,), workspace=workspace)
        return tool_host.launch(job).wait(lambda _fraction, _message: None)

    return run


@pytest.fixture
def with_parts(tmp_path: Path) -> Rewrite:
    """A copy of a package with some of its parts replaced or added."""

    def rewrite(package: Path, parts: dict[str, bytes]) -> Path:
        path = tmp_path / f"changed-{package.name}"
        with ZipFile(package) as old, ZipFile(path, "w") as new:
            for name in old.namelist():
                if name not in parts:
                    new.writestr(name, old.read(name))
            for name, content in parts.items():
                new.writestr(name, content)
        return path

    return rewrite
